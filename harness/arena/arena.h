// An Arena hands out memory from the bottom of one reserved range of addresses
// and takes all of it back at once.
//
// Growth: `capacity` bytes of address space are reserved with the first
// Allocate(); the kernel backs pages as they are first touched and they stay
// backed, so an arena costs as much memory as its fullest execution. Reset()
// costs the same whatever was allocated: one store.
//
// What is allocated is never destroyed, and comes uncleared: it holds whatever
// an earlier execution left there. New<T>() value-initialises.

#ifndef RACEKIT_HARNESS_ARENA_ARENA_H_
#define RACEKIT_HARNESS_ARENA_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

#include "harness/arena/pages.h"

namespace racekit::arena {

class Arena {
 public:
  static constexpr std::size_t kAlignment = 16;
  static constexpr std::size_t kDefaultCapacity = std::size_t{16} << 30;

  constexpr explicit Arena(std::size_t capacity = kDefaultCapacity)
      : capacity_(capacity) {}
  ~Arena() { UnmapPages(base_, capacity_); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Aligned to kAlignment; valid until Reset().
  void* Allocate(std::size_t bytes) {
    if (base_ == nullptr) {
      base_ = static_cast<char*>(MapPages(capacity_, "an arena"));
    }
    bytes = (bytes + kAlignment - 1) & ~(kAlignment - 1);
    if (capacity_ - used_ < bytes) OutOfMemory("an arena that is full");
    void* result = base_ + used_;
    used_ += bytes;
    return result;
  }

  template <typename T>
  T* New() {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (Allocate(sizeof(T))) T{};
  }

  // Uncleared.
  template <typename T>
  T* NewArray(std::size_t count) {
    static_assert(std::is_trivial_v<T>);
    return static_cast<T*>(Allocate(count * sizeof(T)));
  }

  // What Allocate() returned, in 32 bits; 0 stands for nothing at all.
  using Handle = std::uint32_t;
  Handle ToHandle(const void* allocated) const {
    return static_cast<Handle>(
        static_cast<std::size_t>(static_cast<const char*>(allocated) - base_) /
        kAlignment);
  }
  template <typename T>
  T* At(Handle handle) const {
    return reinterpret_cast<T*>(base_ + std::size_t{handle} * kAlignment);
  }

  // Everything that was handed out is the arena's again.
  void Reset() { used_ = kAlignment; }

  std::size_t used() const { return used_ - kAlignment; }

 private:
  const std::size_t capacity_;
  char* base_ = nullptr;
  std::size_t used_ = kAlignment;  // nothing is at handle 0
};

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_ARENA_H_
