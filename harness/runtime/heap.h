// The heap of controlled threads. A block's address depends on nothing but what
// is in use: always the lowest that fits. So an execution that frees what it
// allocated leaves the heap as it found it, and the next one gets the same
// addresses; and since the heap is at the same place in all processes, so does
// a replay. What libc's own heap did before is of no account.
//
// Blocks are of 16, 32, ... 1024 bytes, from there on of four sizes between a
// power of two and the next, up to 64 MiB; each size has 1 GiB of address
// space. What is in use is written down beside the blocks, not in them, so a
// program that writes out of bounds breaks its own data only, and freeing what
// is not in use is noticed.
//
// Cost: some nanoseconds, whatever the size and whatever is in use. Memory that
// was used once stays with the process.

#ifndef RACEKIT_HARNESS_RUNTIME_HEAP_H_
#define RACEKIT_HARNESS_RUNTIME_HEAP_H_

#include <cstddef>
#include <cstdint>

#include "harness/runtime/slot_bits.h"

namespace racekit::runtime {

class Heap {
 public:
  // Null if that is too large, or too many of that size are in use.
  void* Allocate(std::size_t size);
  // `alignment` is a power of two.
  void* AllocateAligned(std::size_t alignment, std::size_t size);

  bool Owns(const void* block) const {
    return reinterpret_cast<std::uintptr_t>(block) - begin_ < kBytes;
  }
  // Of a block that Owns() is true for: how much there is room for, or 0 if it
  // is no block that is in use.
  std::size_t SizeOf(const void* block) const;
  // False if it is no block that is in use.
  bool Free(void* block);
  // As much room as Allocate(size) makes.
  static std::size_t RoomFor(std::size_t size);

 private:
  static constexpr std::size_t kGranule = 16;
  // Of 16 to 1024 bytes; then 16 doublings.
  static constexpr int kSmall = 64;
  static constexpr int kClasses = kSmall + 4 * 16;
  static constexpr int kLogClassBytes = 30;
  static constexpr std::uintptr_t kBytes = std::uintptr_t{kClasses}
                                           << kLogClassBytes;

  struct Place {
    int size_class;
    std::uint32_t slot;
    bool exact;  // the block's first byte
  };

  static int ClassOf(std::size_t size);
  static constexpr std::size_t ClassSize(int size_class) {
    if (size_class < kSmall) {
      return (static_cast<std::size_t>(size_class) + 1) * kGranule;
    }
    const int doubling = (size_class - kSmall) / 4;
    const int quarter = (size_class - kSmall) % 4;
    return static_cast<std::size_t>(5 + quarter) << (8 + doubling);
  }
  struct Classes;
  static const Classes kClassTable;
  Place Find(const void* block) const;
  bool Map();
  void Lock();
  void Unlock() { __atomic_clear(&locked_, __ATOMIC_RELEASE); }

  // Beyond all of user space until it is mapped, so that it owns nothing.
  std::uintptr_t begin_ = std::uintptr_t{1} << 62;
  SlotBits* used_ = nullptr;  // kClasses of them
  bool failed_ = false;       // to map it
  bool locked_ = false;
};

extern Heap heap;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_HEAP_H_
