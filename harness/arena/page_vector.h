// A growable array of plain values in pages of its own.
//
// Growth: from one page, doubling, by mremap(): the kernel moves page tables
// rather than bytes, so growing to n elements costs O(log n) calls and no copy.
// clear() costs one store and keeps the memory. Elements may move whenever the
// vector grows. In memory shared with forked processes (shared_pages.h) bytes
// are copied.

#ifndef RACEKIT_HARNESS_ARENA_PAGE_VECTOR_H_
#define RACEKIT_HARNESS_ARENA_PAGE_VECTOR_H_

#include <string.h>
#include <sys/mman.h>

#include <cstddef>
#include <type_traits>

#include "harness/arena/pages.h"
#include "harness/arena/shared_pages.h"

namespace racekit::arena {

template <typename T>
class PageVector {
  static_assert(std::is_trivially_copyable_v<T> &&
                std::is_trivially_destructible_v<T>);

 public:
  constexpr PageVector() = default;
  ~PageVector() { Release(data_, capacity_ * sizeof(T)); }
  PageVector(const PageVector&) = delete;
  PageVector& operator=(const PageVector&) = delete;

  void push_back(const T& value) {
    const T copy = value;  // may lie in this vector, which may move
    if (size_ == capacity_) Grow(size_ + 1);
    data_[size_++] = copy;
  }
  void pop_back() { --size_; }

  // New elements are copies of `value`; shrinking keeps the memory.
  void resize(std::size_t size, const T& value = T()) {
    const T copy = value;
    if (size > capacity_) Grow(size);
    for (std::size_t i = size_; i < size; ++i) data_[i] = copy;
    size_ = size;
  }
  void clear() { size_ = 0; }

  // The element at `i`; it and those before it are made as T() if need be.
  T& Reach(std::size_t i) {
    if (i >= size_) resize(i + 1);
    return data_[i];
  }

  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr std::size_t kFirstBytes = 4096;

  [[gnu::noinline]] void Grow(std::size_t at_least) {
    const std::size_t old_bytes = capacity_ * sizeof(T);
    std::size_t bytes = capacity_ == 0 ? kFirstBytes : 2 * old_bytes;
    while (bytes / sizeof(T) < at_least) bytes *= 2;
    // Whole elements only, so that capacity times size is what was mapped.
    bytes = bytes / sizeof(T) * sizeof(T);
    void* pages;
    if (shared_pages.Contains(this)) {
      pages = shared_pages.Allocate(bytes);
      if (data_ != nullptr) memcpy(pages, data_, old_bytes);
      Release(data_, old_bytes);
    } else if (data_ == nullptr) {
      pages = MapPages(bytes, "a table");
    } else {
      pages =
          mremap(static_cast<void*>(data_), old_bytes, bytes, MREMAP_MAYMOVE);
    }
    if (pages == MAP_FAILED) OutOfMemory("a table that grows");
    data_ = static_cast<T*>(pages);
    capacity_ = bytes / sizeof(T);
  }

  static void Release(T* data, std::size_t bytes) {
    if (shared_pages.Contains(data)) {
      shared_pages.Free(data, bytes);
    } else {
      UnmapPages(data, bytes);
    }
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_PAGE_VECTOR_H_
