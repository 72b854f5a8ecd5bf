// A vector clock: for each thread, how many of its releases are known.
//
// Lives in an arena of the execution and is never destroyed. Threads that a
// clock has not heard of cost nothing: it is as long as the highest thread it
// knows. Growth: doubles, leaving the old array to the arena's next Reset().

#ifndef RACEKIT_DETECTORS_VECTOR_CLOCK_H_
#define RACEKIT_DETECTORS_VECTOR_CLOCK_H_

#include <cstdint>

#include "detectors/event.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

class VectorClock {
 public:
  std::uint32_t Get(ThreadId thread) const {
    const auto i = static_cast<std::uint32_t>(thread);
    return i < size_ ? values_[i] : 0;
  }

  // For many questions between which no clock changes.
  struct View {
    const std::uint32_t* values;
    std::uint32_t size;

    std::uint32_t Get(ThreadId thread) const {
      const auto i = static_cast<std::uint32_t>(thread);
      return i < size ? values[i] : 0;
    }
  };
  View view() const { return {values_, size_}; }

  // Of a thread that the clock knows: one more, which is returned.
  std::uint32_t Increment(ThreadId thread) {
    return ++values_[static_cast<std::uint32_t>(thread)];
  }

  void Set(ThreadId thread, std::uint32_t value, arena::Arena& arena) {
    const auto i = static_cast<std::uint32_t>(thread);
    Extend(i + 1, arena);
    values_[i] = value;
  }

  // Knows from now on what `other` knows as well.
  void Join(const VectorClock& other, arena::Arena& arena) {
    Extend(other.size_, arena);
    for (std::uint32_t i = 0; i < other.size_; ++i) {
      values_[i] =
          values_[i] < other.values_[i] ? other.values_[i] : values_[i];
    }
  }

  // Knows what `other` knows and nothing else.
  void Assign(const VectorClock& other, arena::Arena& arena) {
    if (other.size_ > capacity_) Grow(other.size_, arena);
    size_ = other.size_;
    for (std::uint32_t i = 0; i < size_; i = Next(i)) {
      values_[i] = other.values_[i];
    }
  }

  // `other` knows all that this knows.
  bool IsKnownTo(const VectorClock& other) const {
    for (std::uint32_t i = 0; i < size_; i = Next(i)) {
      if (values_[i] > other.Get(static_cast<ThreadId>(i))) return false;
    }
    return true;
  }

  void Clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }
  std::uint32_t size() const { return size_; }

 private:
  // i + 1, unknown to the compiler: most clocks are of a few threads, and it
  // would make a call of memset() or memcpy() of every loop.
  static std::uint32_t Next(std::uint32_t i) {
    ++i;
    __asm__("" : "+r"(i));
    return i;
  }
  void Extend(std::uint32_t size, arena::Arena& arena) {
    if (size <= size_) return;
    if (size > capacity_) Grow(size, arena);
    for (std::uint32_t i = size_; i < size; i = Next(i)) values_[i] = 0;
    size_ = size;
  }

  [[gnu::noinline]] void Grow(std::uint32_t size, arena::Arena& arena) {
    std::uint32_t capacity = capacity_ == 0 ? 4 : 2 * capacity_;
    while (capacity < size) capacity *= 2;
    auto* values = arena.NewArray<std::uint32_t>(capacity);
    for (std::uint32_t i = 0; i < size_; ++i) values[i] = values_[i];
    values_ = values;
    capacity_ = capacity;
  }

  std::uint32_t* values_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_VECTOR_CLOCK_H_
