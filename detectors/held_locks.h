// Which locks each thread of an execution holds, in the order in which it took
// them.

#ifndef RACEKIT_DETECTORS_HELD_LOCKS_H_
#define RACEKIT_DETECTORS_HELD_LOCKS_H_

#include <cstddef>
#include <cstdint>

#include "detectors/event.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

// A lock that a thread holds, and the event with which it took it.
struct HeldLock {
  Event taken;
  bool shared() const { return taken.kind == EventKind::kLockShared; }
};

// Those of one thread. Plain; its memory is the arena's.
struct HeldLocks {
  HeldLock* locks;
  int size;
  int capacity;

  HeldLock* begin() const { return locks; }
  HeldLock* end() const { return locks + size; }

  // The one taken last at `address`, or null.
  HeldLock* Find(std::uintptr_t address) const {
    for (int i = size; i > 0; --i) {
      if (locks[i - 1].taken.address == address) return &locks[i - 1];
    }
    return nullptr;
  }

  void Push(const Event& taken, arena::Arena& arena) {
    if (size == capacity) Grow(arena);
    locks[size++].taken = taken;
  }

  // `lock` is one of them.
  void Remove(HeldLock* lock) {
    for (HeldLock* to = lock; to + 1 < end(); ++to) *to = *(to + 1);
    --size;
  }

 private:
  [[gnu::noinline]] void Grow(arena::Arena& arena) {
    const int more = capacity == 0 ? 4 : 2 * capacity;
    auto* grown = static_cast<HeldLock*>(
        arena.Allocate(static_cast<std::size_t>(more) * sizeof(HeldLock)));
    for (int i = 0; i < size; ++i) grown[i] = locks[i];
    locks = grown;
    capacity = more;
  }
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_HELD_LOCKS_H_
