// Which locks each thread of an execution holds, in the order in which it took
// them. Kept once for all detectors.

#ifndef RACEKIT_DETECTORS_HELD_LOCKS_H_
#define RACEKIT_DETECTORS_HELD_LOCKS_H_

#include <cstddef>
#include <cstdint>

#include "detectors/event.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

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

// Told of an event after the detectors have been: they see who held what when
// it happened.
//
// Cost: a few stores; a look at all threads where a lock is given up by a
// thread that does not hold it, and where memory is freed while some lock is
// held. Memory: 80 bytes for each lock that a thread holds at one time.
class HeldLocksByThread {
 public:
  static constexpr std::uint32_t kInterests = kLocks | kMemory;

  void BeginExecution() {
    arena_.Reset();
    threads_.clear();
    size_ = 0;
  }

  void OnEvent(const Event& event) {
    switch (event.kind) {
      case EventKind::kLock:
      case EventKind::kLockShared:
        ++size_;
        return Get(event.thread).Push(event, arena_);
      case EventKind::kUnlock:
      case EventKind::kUnlockShared:
        return Give(event);
      case EventKind::kFree:
        if (size_ > 0) Forget(event.address, event.size);
        return;
      default:
        return;
    }
  }

  const HeldLocks& Of(ThreadId thread) const {
    const auto i = static_cast<std::size_t>(thread);
    return i < threads_.size() ? threads_[i] : kNone;
  }

  // How somebody holds `lock`, or null.
  const HeldLock* HolderOf(std::uintptr_t lock) const {
    if (size_ == 0) return nullptr;
    for (const HeldLocks& held : threads_) {
      if (const HeldLock* found = held.Find(lock)) return found;
    }
    return nullptr;
  }

  // Calls f(const HeldLock&) for each lock in [address, address + size) that
  // somebody holds.
  template <typename Function>
  void ForEachIn(std::uintptr_t address, std::size_t size,
                 const Function& f) const {
    if (size_ == 0) return;
    for (const HeldLocks& held : threads_) {
      for (const HeldLock& lock : held) {
        if (lock.taken.address - address < size) f(lock);
      }
    }
  }

 private:
  static constexpr HeldLocks kNone{nullptr, 0, 0};

  HeldLocks& Get(ThreadId thread) {
    return threads_.Reach(static_cast<std::size_t>(thread));
  }

  void Give(const Event& event) {
    HeldLocks* held = &Get(event.thread);
    if (held->Find(event.address) == nullptr) {
      // It is free now, whoever took it.
      const HeldLock* holder = HolderOf(event.address);
      if (holder == nullptr) return;
      held = &Get(holder->taken.thread);
    }
    held->Remove(held->Find(event.address));
    --size_;
  }

  void Forget(std::uintptr_t address, std::size_t size) {
    for (HeldLocks& held : threads_) {
      for (int i = held.size - 1; i >= 0; --i) {
        if (held.locks[i].taken.address - address >= size) continue;
        held.Remove(&held.locks[i]);
        --size_;
      }
    }
  }

  arena::Arena arena_;
  arena::PageVector<HeldLocks> threads_;
  int size_ = 0;  // locks held by all
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_HELD_LOCKS_H_
