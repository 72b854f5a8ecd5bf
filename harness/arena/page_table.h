// From an address of the program to a Leaf that describes 2^kLeafBits bytes of
// its memory, as a processor does it: by index, through two levels, without
// hashing.
//
// Growth (for pages of 4 KiB): 2 MiB of address space for the root, 2 MiB for
// each GiB of the program's address space in use, one Leaf for each page; all
// of it backed by memory only where touched. Leaves are zero when first seen
// and live as long as the table: whoever wants them forgotten stamps them (see
// detectors/shadow.h).

#ifndef RACEKIT_HARNESS_ARENA_PAGE_TABLE_H_
#define RACEKIT_HARNESS_ARENA_PAGE_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/arena.h"
#include "harness/arena/pages.h"

namespace racekit::arena {

template <typename Leaf, int kLeafBits>
class PageTable {
 public:
  // Addresses of user space on x86-64 and AArch64.
  static constexpr int kAddressBits = 48;

  constexpr PageTable() = default;
  ~PageTable() {
    if (root_ == nullptr) return;
    for (std::size_t i = 0; i < kRootSize; ++i) {
      UnmapPages(root_[i], kMiddleSize * sizeof(Leaf*));
    }
    UnmapPages(root_, kRootSize * sizeof(Leaf**));
  }
  PageTable(const PageTable&) = delete;
  PageTable& operator=(const PageTable&) = delete;

  static constexpr bool Covers(std::uintptr_t address) {
    return address >> kAddressBits == 0;
  }

  // The leaf for `address`, which must be covered; made if there is none.
  Leaf* Get(std::uintptr_t address) {
    const std::uintptr_t page = address >> kLeafBits;
    const Recent& recent = recent_[page % kRecent];
    // Counted from 1, so that what is empty is nobody's.
    if (recent.page == page + 1) [[likely]]
      return recent.leaf;
    return Make(page);
  }

  // The leaf, or null.
  Leaf* Find(std::uintptr_t address) const {
    const std::uintptr_t page = address >> kLeafBits;
    const Recent& recent = recent_[page % kRecent];
    if (recent.page == page + 1) return recent.leaf;
    if (root_ == nullptr) return nullptr;
    Leaf** middle = root_[page >> kMiddleBits];
    return middle == nullptr ? nullptr : middle[page % kMiddleSize];
  }

  // The first address at or after `address` for which there may be a leaf, in
  // steps that skip what was never touched; `end` if there is none before it.
  std::uintptr_t Skip(std::uintptr_t address, std::uintptr_t end) const {
    if (root_ == nullptr) return end;
    while (address < end) {
      const std::uintptr_t page = address >> kLeafBits;
      if (root_[page >> kMiddleBits] != nullptr) {
        if (Find(address) != nullptr) return address;
        address = (page + 1) << kLeafBits;
      } else {
        address = ((page >> kMiddleBits) + 1) << (kMiddleBits + kLeafBits);
      }
    }
    return end;
  }

 private:
  static constexpr int kPageBits = kAddressBits - kLeafBits;
  static constexpr int kRootBits = kPageBits / 2;
  static constexpr int kMiddleBits = kPageBits - kRootBits;
  static constexpr std::size_t kRootSize = std::size_t{1} << kRootBits;
  static constexpr std::size_t kMiddleSize = std::size_t{1} << kMiddleBits;

  // The leaves used last, found with one comparison.
  struct Recent {
    std::uintptr_t page = 0;
    Leaf* leaf = nullptr;
  };
  static constexpr std::size_t kRecent = 256;

  [[gnu::noinline]] Leaf* Make(std::uintptr_t page) {
    if (root_ == nullptr) {
      root_ = static_cast<Leaf***>(
          MapPages(kRootSize * sizeof(Leaf**), "a page table"));
    }
    Leaf**& middle = root_[page >> kMiddleBits];
    if (middle == nullptr) {
      middle = static_cast<Leaf**>(
          MapPages(kMiddleSize * sizeof(Leaf*), "a page table"));
    }
    Leaf*& leaf = middle[page % kMiddleSize];
    // The arena is never reset, so what it hands out is zero.
    if (leaf == nullptr) {
      leaf = static_cast<Leaf*>(leaves_.Allocate(sizeof(Leaf)));
    }
    recent_[page % kRecent] = {page + 1, leaf};
    return leaf;
  }

  Leaf*** root_ = nullptr;
  Recent recent_[kRecent] = {};
  Arena leaves_{std::size_t{1} << 38};
};

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_PAGE_TABLE_H_
