#include "detectors/misuse.h"

#include <cstddef>

namespace racekit::detectors {

void Misuse::BeginExecution() {
  arena_.Reset();
  conditions_.BeginExecution(&arena_);
  threads_.clear();
  held_ = 0;
}

void Misuse::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kWant:
    case EventKind::kWantShared:
      return Want(event);
    case EventKind::kLock:
    case EventKind::kLockShared:
      return Take(event);
    case EventKind::kUnlock:
    case EventKind::kUnlockShared:
      return Give(event);
    case EventKind::kDestroyLock:
      if (const HeldLock* held = FindHolder(event.address)) {
        Report("a lock is destroyed while it is held", event.address, "takes",
               &held->taken, "destroys", event);
      }
      return;
    case EventKind::kExit:
      return End(event);
    case EventKind::kWait:
      return Wait(event);
    case EventKind::kWaitEnd:
      // Else whoever woke it has counted it.
      if (event.count == 0) --conditions_.Get(event.address).waiting;
      return;
    case EventKind::kNotify:
      return Notify(event);
    case EventKind::kDestroyCondition:
      return DestroyCondition(event);
    case EventKind::kFree:
      return Free(event);
    default:
      return;
  }
}

HeldLocks& Misuse::HeldBy(ThreadId thread) {
  const auto i = static_cast<std::size_t>(thread);
  while (threads_.size() <= i) threads_.push_back({});
  return threads_[i];
}

const HeldLock* Misuse::FindHolder(std::uintptr_t lock) {
  if (held_ == 0) return nullptr;
  for (const HeldLocks& held : threads_) {
    if (const HeldLock* found = held.Find(lock)) return found;
  }
  return nullptr;
}

void Misuse::Remove(HeldLocks& held, HeldLock* lock) {
  held.Remove(lock);
  --held_;
}

// A reader that reads again, or wants to write, may wait for ever: that is a
// matter of the order of locks.
void Misuse::Want(const Event& event) {
  const HeldLock* own = HeldBy(event.thread).Find(event.address);
  if (own == nullptr || own->shared()) return;
  Report("a thread locks what it holds already", event.address, "takes",
         &own->taken, "then wants", event);
}

void Misuse::Take(const Event& event) {
  ++held_;
  HeldBy(event.thread).Push(event, arena_);
}

void Misuse::Give(const Event& event) {
  HeldLocks& held = HeldBy(event.thread);
  if (HeldLock* own = held.Find(event.address)) return Remove(held, own);
  const HeldLock* holder = FindHolder(event.address);
  Report("a lock is given up by a thread that does not hold it", event.address,
         "takes", holder == nullptr ? nullptr : &holder->taken, "unlocks",
         event);
  if (holder == nullptr) return;
  // It is free now, whoever took it.
  HeldLocks& others = HeldBy(holder->taken.thread);
  Remove(others, others.Find(event.address));
}

void Misuse::End(const Event& event) {
  for (const HeldLock& held : HeldBy(event.thread)) {
    Report("a thread ends and still holds a lock", held.taken.address, "takes",
           &held.taken, "ends", event);
  }
}

void Misuse::Wait(const Event& event) {
  const HeldLock* own = HeldBy(event.thread).Find(event.object);
  if (own == nullptr || own->shared()) {
    Report(
        "a thread waits on a condition variable without holding the mutex that "
        "it names",
        event.address, "", nullptr, "waits on", event);
  }
  Condition& condition = conditions_.Get(event.address);
  if (condition.waiting > 0 && condition.last.object != event.object) {
    Report(
        "two threads wait on one condition variable at the same time, with "
        "different mutexes",
        event.address, "waits on", &condition.last, "waits on", event);
  }
  ++condition.waiting;
  condition.last = event;
}

void Misuse::Notify(const Event& event) {
  if (event.count == 0) return;
  Condition* condition = conditions_.Find(event.address);
  if (condition != nullptr) condition->waiting -= event.count;
}

void Misuse::DestroyCondition(const Event& event) {
  const Condition* condition = conditions_.Find(event.address);
  if (condition != nullptr && condition->waiting > 0) {
    Report("a condition variable is destroyed while a thread waits on it",
           event.address, "waits on", &condition->last, "destroys", event);
  }
  conditions_.Forget(event.address);
}

void Misuse::Free(const Event& event) {
  conditions_.Forget(event.address, event.size, [](Condition&) {});
  if (held_ == 0) return;
  for (HeldLocks& held : threads_) {
    for (int i = held.size - 1; i >= 0; --i) {
      HeldLock& lock = held.locks[i];
      if (lock.taken.address - event.address >= event.size) continue;
      Report("a lock's memory is freed while it is held", lock.taken.address,
             "takes", &lock.taken, "frees", event);
      Remove(held, &lock);
    }
  }
}

void Misuse::Report(const char* what, std::uintptr_t address, const char* first,
                    const Event* before, const char* second,
                    const Event& event) {
  problem_ = {};
  problem_.kind = FindingKind::kMutexMisuse;
  problem_.detector = name();
  problem_.what = what;
  problem_.address = address;
  if (before != nullptr) problem_.Add(first, *before);
  problem_.Add(second, event);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
