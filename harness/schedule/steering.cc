#include "harness/schedule/steering.h"

namespace racekit::schedule {

namespace {

// A thread that would be held passes once in so many times.
constexpr std::uint64_t kPass = 3;
// Somebody else goes on once in so many points.
constexpr std::uint64_t kSwitch = 3;

bool IsAt(Hold::At at, OperationKind kind) {
  switch (kind) {
    case OperationKind::kLock:
    case OperationKind::kLockShared:
      return at == Hold::At::kLock;
    case OperationKind::kRead:
    case OperationKind::kWrite:
    case OperationKind::kAtomicLoad:
    case OperationKind::kAtomicStore:
    case OperationKind::kAtomicRmw:
      return at == Hold::At::kAccess;
    default:
      return false;
  }
}

std::uint64_t Number(const Operation& operation) {
  return std::uint64_t{operation.ordinal} + 1;
}

}  // namespace

bool Steering::BeginExecution(std::uint64_t) {
  random_ = Random::For(seed_, attempt_);
  released_ = false;
  for (Held& held : holds_) held.decided = held.passed = 0;
  return true;
}

bool Steering::IsHeld(const Point& point, Held& held) {
  if (held.hold.thread >= point.thread_count) return false;
  const Operation& pending = point.threads[held.hold.thread].pending;
  if (pending.object != held.hold.object || !IsAt(held.hold.at, pending.kind)) {
    return false;
  }
  if (held.decided != Number(pending)) {
    held.decided = Number(pending);
    if (attempt_ > 0 && random_.Below(kPass) == 0) {
      held.passed = Number(pending);
    }
  }
  return held.passed != Number(pending);
}

bool Steering::AllHeld(const Point& point) {
  for (Held& held : holds_) {
    if (!IsHeld(point, held)) return false;
  }
  return true;
}

bool Steering::IsHeld(const Point& point, ThreadId thread) {
  for (Held& held : holds_) {
    if (held.hold.thread == thread) return IsHeld(point, held);
  }
  return false;
}

ThreadId Steering::Choose(const Point& point) {
  if (!released_ && AllHeld(point)) released_ = true;
  if (released_) return Undisturbed(point);
  free_.clear();
  for (int i = 0; i < point.count; ++i) {
    const ThreadId thread = point.runnable[i];
    if (thread != point.timer && !IsHeld(point, thread)) {
      free_.push_back(thread);
    }
  }
  if (!free_.empty()) return Draw(point);
  // Nobody else can go on: one of those that are held must.
  const ThreadId passing =
      point.runnable[attempt_ == 0 ? 0 : random_.Index(point.count)];
  for (Held& held : holds_) {
    if (held.hold.thread == passing) {
      held.passed = Number(point.threads[passing].pending);
    }
  }
  return passing;
}

// One of those that are free.
ThreadId Steering::Draw(const Point& point) {
  if (attempt_ > 0) {
    if (point.current != kNoThread && random_.Below(kSwitch) != 0) {
      for (const ThreadId thread : free_) {
        if (thread == point.current) return thread;
      }
    }
    return free_[random_.Below(free_.size())];
  }
  // Who creates the others goes first, as long as it can.
  ThreadId lowest = free_[0];
  for (const ThreadId thread : free_) {
    if (thread < lowest) lowest = thread;
  }
  return lowest;
}

}  // namespace racekit::schedule
