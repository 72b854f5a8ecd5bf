#include "harness/runtime/heap.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>

namespace racekit::runtime {

namespace {

constexpr std::size_t kLargestSmall = 1024;
constexpr std::size_t kLargest = std::size_t{64} << 20;
// Where nothing else is: executables and libraries are loaded far above.
constexpr std::uintptr_t kBegin = std::uintptr_t{0x1000} << 32;

void* MapAt(std::uintptr_t address, std::size_t bytes) {
  void* pages =
      mmap(reinterpret_cast<void*>(address), bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

}  // namespace

constinit Heap heap;

// What is known of each class, and how to tell which of its blocks a byte is
// in: a division by multiplication, exact since an offset in a class has 30
// bits and a size no more than 26.
struct Heap::Classes {
  static constexpr int kShift = 62;
  struct Class {
    std::uint64_t reciprocal;
    std::uint32_t bytes;
    std::uint32_t room;  // blocks there is address space for
  };
  Class of[kClasses];

  constexpr Classes() : of{} {
    for (int i = 0; i < kClasses; ++i) {
      const std::size_t bytes = ClassSize(i);
      of[i].reciprocal = (std::uint64_t{1} << kShift) / bytes + 1;
      of[i].bytes = static_cast<std::uint32_t>(bytes);
      of[i].room = static_cast<std::uint32_t>(
          std::min((std::size_t{1} << kLogClassBytes) / bytes,
                   std::size_t{SlotBits::kSlots}));
    }
  }
};

constexpr Heap::Classes Heap::kClassTable;

inline int Heap::ClassOf(std::size_t size) {
  if (size <= kLargestSmall) {
    return size == 0 ? 0 : static_cast<int>((size - 1) / kGranule);
  }
  const int bits = std::bit_width(size - 1);  // 11 or more
  return kSmall + 4 * (bits - 11) +
         static_cast<int>((size - 1) >> (bits - 3) & 3);
}

std::size_t Heap::RoomFor(std::size_t size) {
  return kClassTable.of[ClassOf(size)].bytes;
}

bool Heap::Map() {
  if (used_ != nullptr) return true;
  if (failed_) return false;
  void* used = MapAt(0, kClasses * sizeof(SlotBits));
  constexpr std::uintptr_t kAlignment = std::uintptr_t{1} << kLogClassBytes;
  void* blocks = MapAt(kBegin, kBytes + kAlignment);
  if (used == nullptr || blocks == nullptr) {
    // Little address space: libc's heap has to do, and does.
    failed_ = true;
    return false;
  }
  used_ = static_cast<SlotBits*>(used);
  begin_ = (reinterpret_cast<std::uintptr_t>(blocks) + kAlignment - 1) &
           ~(kAlignment - 1);
  return true;
}

void Heap::Lock() {
  while (__atomic_test_and_set(&locked_, __ATOMIC_ACQUIRE)) {
  }
}

void* Heap::Allocate(std::size_t size) {
  if (size > kLargest) return nullptr;
  const int size_class = ClassOf(size);
  const Classes::Class& known = kClassTable.of[size_class];
  Lock();
  std::uint32_t slot = SlotBits::kSlots;
  if (Map()) {
    slot = used_[size_class].TakeLowest(known.room);
  }
  Unlock();
  if (slot == SlotBits::kSlots) return nullptr;
  return reinterpret_cast<void*>(
      begin_ + (static_cast<std::uintptr_t>(size_class) << kLogClassBytes) +
      std::uintptr_t{slot} * known.bytes);
}

void* Heap::AllocateAligned(std::size_t alignment, std::size_t size) {
  if (alignment > kLargest || size > kLargest) return nullptr;
  // Blocks of a size that is a multiple of a power of two are aligned to it.
  std::size_t rounded =
      (std::max<std::size_t>(size, 1) + alignment - 1) & ~(alignment - 1);
  if (ClassSize(ClassOf(rounded)) % alignment != 0) {
    rounded = std::bit_ceil(rounded);
  }
  return Allocate(rounded);
}

inline Heap::Place Heap::Find(const void* block) const {
  const std::uintptr_t offset =
      reinterpret_cast<std::uintptr_t>(block) - begin_;
  const int size_class = static_cast<int>(offset >> kLogClassBytes);
  const std::uintptr_t within =
      offset & ((std::uintptr_t{1} << kLogClassBytes) - 1);
  const Classes::Class& known = kClassTable.of[size_class];
  __extension__ using Wide = unsigned __int128;
  const auto slot = static_cast<std::uintptr_t>(
      Wide{within} * known.reciprocal >> Classes::kShift);
  return {size_class, static_cast<std::uint32_t>(slot),
          slot * known.bytes == within && slot < SlotBits::kSlots};
}

std::size_t Heap::SizeOf(const void* block) const {
  const Place place = Find(block);
  if (!place.exact || !used_[place.size_class].IsTaken(place.slot)) return 0;
  return kClassTable.of[place.size_class].bytes;
}

bool Heap::Free(void* block) {
  const Place place = Find(block);
  if (!place.exact) return false;
  Lock();
  SlotBits& used = used_[place.size_class];
  const bool taken = used.IsTaken(place.slot);
  if (taken) used.Release(place.slot);
  Unlock();
  return taken;
}

}  // namespace racekit::runtime
