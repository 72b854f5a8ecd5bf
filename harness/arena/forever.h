// A variable that is never destroyed: for what is still in use while the
// program's static objects are destroyed, which is part of the program's run.

#ifndef RACEKIT_HARNESS_ARENA_FOREVER_H_
#define RACEKIT_HARNESS_ARENA_FOREVER_H_

#include <utility>

namespace racekit::arena {

template <typename T>
union Forever {
  template <typename... Args>
  constexpr explicit Forever(Args&&... args)
      : value(std::forward<Args>(args)...) {}
  constexpr ~Forever() {}
  Forever(const Forever&) = delete;
  Forever& operator=(const Forever&) = delete;

  constexpr T* operator->() { return &value; }
  constexpr const T* operator->() const { return &value; }
  constexpr T& operator*() { return value; }
  constexpr const T& operator*() const { return value; }

  T value;
};

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_FOREVER_H_
