#include "detectors/misuse.h"

#include <cstddef>

namespace racekit::detectors {

void Misuse::BeginExecution() {
  arena_.Reset();
  conditions_.BeginExecution(&arena_);
}

void Misuse::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kWant:
    case EventKind::kWantShared:
      return Want(event);
    case EventKind::kUnlock:
    case EventKind::kUnlockShared:
      return Give(event);
    case EventKind::kDestroyLock:
      if (const HeldLock* held = held_->HolderOf(event.address)) {
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

// A reader that reads again, or wants to write, may wait for ever: that is a
// matter of the order of locks.
void Misuse::Want(const Event& event) {
  const HeldLock* own = held_->Of(event.thread).Find(event.address);
  if (own == nullptr || own->shared()) return;
  Report("a thread locks what it holds already", event.address, "takes",
         &own->taken, "then wants", event);
}

void Misuse::Give(const Event& event) {
  if (held_->Of(event.thread).Find(event.address) != nullptr) return;
  const HeldLock* holder = held_->HolderOf(event.address);
  Report("a lock is given up by a thread that does not hold it", event.address,
         "takes", holder == nullptr ? nullptr : &holder->taken, "unlocks",
         event);
}

void Misuse::End(const Event& event) {
  for (const HeldLock& held : held_->Of(event.thread)) {
    Report("a thread ends and still holds a lock", held.taken.address, "takes",
           &held.taken, "ends", event);
  }
}

void Misuse::Wait(const Event& event) {
  const HeldLock* own = held_->Of(event.thread).Find(event.object);
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
  held_->ForEachIn(event.address, event.size, [&](const HeldLock& lock) {
    Report("a lock's memory is freed while it is held", lock.taken.address,
           "takes", &lock.taken, "frees", event);
  });
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
