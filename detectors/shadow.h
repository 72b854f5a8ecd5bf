// Shadow memory: for each 8 bytes of the program's memory, the accesses that a
// later one may race with, and the clocks of the objects that live there.
//
// Byte-exact: an access stands for the bytes in its mask. Nothing is forgotten
// for want of room; an access goes only when a later one that is ordered after
// it conflicts with whatever it conflicted with.
//
// Reset costs nothing: a page knows the execution that touched it last, and a
// cell the page's stamp as of its last use. Both are renewed when next seen.

#ifndef RACEKIT_DETECTORS_SHADOW_H_
#define RACEKIT_DETECTORS_SHADOW_H_

#include <cstdint>

#include "detectors/event.h"
#include "detectors/granule.h"
#include "harness/arena/page_table.h"

namespace racekit::detectors {

// ---- an access in one word: thread 16 bits, its clock 32, byte mask 8, flags
// 8

using AccessWord = std::uint64_t;  // 0: none

inline constexpr AccessWord kWriteBit = 1;
inline constexpr AccessWord kAtomicBit = 2;
inline constexpr AccessWord kFreeBit = 4;
inline constexpr AccessWord kAllBytes = 0xff;
inline constexpr AccessWord kMaskBits = kAllBytes << 8;
inline constexpr AccessWord kEpochBits = ~AccessWord{0xffff};

constexpr AccessWord EpochWord(ThreadId thread, std::uint32_t clock) {
  return static_cast<AccessWord>(thread) << 48 | AccessWord{clock} << 16;
}
constexpr AccessWord WithMask(AccessWord word, AccessWord mask) {
  return word | mask << 8;
}
constexpr ThreadId ThreadOf(AccessWord word) {
  return static_cast<ThreadId>(word >> 48);
}
constexpr std::uint32_t ClockOf(AccessWord word) {
  return static_cast<std::uint32_t>(word >> 16);
}
constexpr AccessWord MaskOf(AccessWord word) { return word >> 8 & kAllBytes; }
constexpr bool SameEpoch(AccessWord a, AccessWord b) {
  return (a ^ b) >> 16 == 0;
}

// At least one writes, not both are atomic.
constexpr bool Conflict(AccessWord a, AccessWord b) {
  return ((a | b) & kWriteBit) != 0 && (a & b & kAtomicBit) == 0;
}
// Whatever conflicts with `old` conflicts with `recent` too.
constexpr bool Subsumes(AccessWord recent, AccessWord old) {
  return ((old & ~recent & kWriteBit) | (recent & ~old & kAtomicBit)) == 0;
}
// `mine` was done before, in the same epoch, and Subsumes(old, mine): it tells
// nothing new.
constexpr bool Repeats(AccessWord mine, AccessWord old) {
  return (((mine ^ old) & kEpochBits) |
          (mine & ~old & (kMaskBits | kWriteBit)) |
          (old & ~mine & kAtomicBit)) == 0;
}

// `mine` is to memory whose life `old` has ended. (To end it once more is not:
// the heap itself knows better.)
constexpr bool UsesFreed(AccessWord mine, AccessWord old) {
  return (old & ~mine & kFreeBit) != 0;
}

// There was no `old`, or it was the same thread's as `mine`.
constexpr bool IsOwn(AccessWord old, AccessWord mine) {
  return old == 0 || ThreadOf(old) == ThreadOf(mine);
}
// There was no `old`; or with `mine`, which comes after it, it matters no more
// in any of its bytes.
constexpr bool Replaces(AccessWord mine, AccessWord old) {
  return old == 0 || ((old & ~mine & (kMaskBits | kWriteBit)) |
                      (mine & ~old & kAtomicBit)) == 0;
}

// ---- tables

struct AccessEntry {
  AccessWord word;
  std::uintptr_t pc;
  std::uint32_t stack;
  arena::Arena::Handle next;  // another AccessEntry
};

struct ShadowCell {
  std::uint64_t stamp;
  AccessEntry write;  // the first of those that matter yet; a list
  AccessEntry read;
  // Where more threads read, or write atomically, than a list is good for: all
  // but plain writes by thread, in a ThreadTable. `read` is empty then, and
  // `write` holds plain writes alone.
  arena::Arena::Handle table;
  arena::Arena::Handle sync;  // the first SyncObject here
};
static_assert(sizeof(ShadowCell) == 64);

inline constexpr int kShadowPageBits = 12;
inline constexpr std::uintptr_t kShadowPageSize = std::uintptr_t{1}
                                                  << kShadowPageBits;

struct ShadowPage {
  static constexpr std::size_t kCells = kShadowPageSize / kGranuleSize;
  std::uint64_t execution;
  std::uint64_t stamp;
  AccessEntry cover;  // what cells begin with
  ShadowCell cells[kCells];

  ShadowCell& CellOf(std::uintptr_t address) {
    return cells[address / kGranuleSize % kCells];
  }
};

class Shadow {
 public:
  void BeginExecution() { ++execution_; }

  ShadowCell& At(std::uintptr_t address) {
    ShadowPage* page = PageAt(address);
    ShadowCell& cell = page->CellOf(address);
    if (cell.stamp != page->stamp) Renew(*page, cell);
    return cell;
  }

  ShadowPage* PageAt(std::uintptr_t address) {
    ShadowPage* page = table_.Get(address);
    if (page->execution != execution_) {
      page->execution = execution_;
      Cover(*page, {});
    }
    return page;
  }

  // The page, or null if nothing in it was touched in this execution.
  ShadowPage* Touched(std::uintptr_t address) {
    ShadowPage* page = table_.Find(address);
    return page != nullptr && page->execution == execution_ ? page : nullptr;
  }

  // The first address at or after `address` that may have been touched, or
  // `end`.
  std::uintptr_t SkipUntouched(std::uintptr_t address, std::uintptr_t end) {
    return table_.Skip(address, end);
  }

  // Whatever was known about the page is forgotten; all its cells are as if
  // `entry` alone had happened.
  void Cover(ShadowPage& page, const AccessEntry& entry) {
    ++page.stamp;
    page.cover = entry;
  }

  // The page's stamp has changed since the cell was used.
  static void Renew(const ShadowPage& page, ShadowCell& cell) {
    cell = {page.stamp, page.cover, {}, 0, 0};
  }

 private:
  std::uint64_t execution_ = 0;
  arena::PageTable<ShadowPage, kShadowPageBits> table_;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_SHADOW_H_
