// Memory for the controlled world itself: never from the program's heap, so the
// program's addresses do not depend on us.
//
// Address space is reserved once and handed out from the bottom; Reset() gives
// all of it back at once without touching it. Memory comes uncleared.

#ifndef RACEKIT_HARNESS_RUNTIME_REGION_H_
#define RACEKIT_HARNESS_RUNTIME_REGION_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>

#include "harness/runtime/refuse.h"

namespace racekit::runtime {

// Pages straight from the kernel, cleared, reserved but not yet backed.
inline void* MapPages(std::size_t bytes) {
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) Fatal("out of address space");
  return pages;
}

class Region {
 public:
  constexpr explicit Region(std::size_t capacity) : capacity_(capacity) {}

  void* Allocate(std::size_t bytes) {
    if (base_ == nullptr) base_ = static_cast<char*>(MapPages(capacity_));
    bytes = (bytes + 15) & ~std::size_t{15};
    if (capacity_ - used_ < bytes) {
      Fatal("an execution needs more memory than the controlled world has");
    }
    void* result = base_ + used_;
    used_ += bytes;
    return result;
  }

  // A value-initialised T.
  template <typename T>
  T* New() {
    return new (Allocate(sizeof(T))) T{};
  }

  void Reset() { used_ = 0; }

 private:
  const std::size_t capacity_;
  char* base_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_REGION_H_
