// Memory that a process has in common with the children it forks: what a child
// writes there the parent sees, also when the child has died.
//
// One range of addresses is reserved before there is a child, at the same place
// in all of them, and handed out from the bottom, by any one of them at a time;
// so pointers into it are good everywhere. A PageVector that is in it grows in
// it.

#ifndef RACEKIT_HARNESS_ARENA_SHARED_PAGES_H_
#define RACEKIT_HARNESS_ARENA_SHARED_PAGES_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "harness/arena/pages.h"

namespace racekit::arena {

// Zeroed pages that this process shares with the children it forks. Address
// space is reserved, memory comes with the first touch.
inline void* MapSharedPages(std::size_t bytes) {
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) OutOfMemory("what forked processes share");
  return pages;
}

class SharedPages {
 public:
  // Of address space; memory comes with the first touch.
  static constexpr std::size_t kCapacity = std::size_t{8} << 30;

  bool Contains(const void* pointer) const {
    return reinterpret_cast<std::uintptr_t>(pointer) -
               reinterpret_cast<std::uintptr_t>(base_) <
           (base_ == nullptr ? 0 : kCapacity);
  }

  // Zeroed, whole pages.
  void* Allocate(std::size_t bytes) {
    if (base_ == nullptr) Map();
    bytes = (bytes + kPage - 1) / kPage * kPage;
    std::size_t& used = *reinterpret_cast<std::size_t*>(base_);
    if (kCapacity - used < bytes) OutOfMemory("what forked processes share");
    void* result = base_ + used;
    used += bytes;
    return result;
  }

  // Gives the memory back, not the addresses.
  void Free(void* pages, std::size_t bytes) {
    madvise(pages, (bytes + kPage - 1) / kPage * kPage, MADV_REMOVE);
  }

  // All that was allocated is gone.
  void Reset() {
    if (base_ == nullptr) return;
    std::size_t& used = *reinterpret_cast<std::size_t*>(base_);
    Free(base_ + kPage, used - kPage);
    used = kPage;
  }

 private:
  static constexpr std::size_t kPage = 4096;

  void Map() {
    base_ = static_cast<char*>(MapSharedPages(kCapacity));
    // The first page holds how much is used, so that all know.
    *reinterpret_cast<std::size_t*>(base_) = kPage;
  }

  char* base_ = nullptr;
};

inline constinit SharedPages shared_pages;

// The one T of this process that it shares with its children: while one of
// these exists there must not be another.
template <typename T>
class Shared {
 public:
  template <typename... Args>
  explicit Shared(Args&&... args)
      : value_(new (shared_pages.Allocate(sizeof(T)))
                   T(std::forward<Args>(args)...)) {}
  ~Shared() {
    value_->~T();
    shared_pages.Reset();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *value_; }
  T* operator->() const { return value_; }

 private:
  T* const value_;
};

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_SHARED_PAGES_H_
