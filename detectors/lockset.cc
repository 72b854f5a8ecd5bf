#include "detectors/lockset.h"

namespace racekit::detectors {

void Lockset::BeginExecution() {
  arena_.Reset();
  clocks_.BeginExecution(&arena_);
  variables_.BeginExecution();
}

void Lockset::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kRead:
    case EventKind::kWrite:
      return Access(event);
    case EventKind::kCreate:
      return clocks_.Create(event.thread, event.other);
    case EventKind::kJoin:
      return clocks_.Join(event.thread, event.other);
    case EventKind::kAllocate:
    case EventKind::kFree:
      return variables_.ForEach(
          event.address, event.size,
          [](Variable*& variables, std::uint8_t) { variables = nullptr; });
    default:
      return;
  }
}

void Lockset::Access(const Event& event) {
  ForEachGranule(event.address, event.size,
                 [&](std::uintptr_t at, std::uint8_t bytes) {
                   Variable*& first = variables_.Get(at);
                   for (Variable* variable = first; variable != nullptr;
                        variable = variable->next) {
                     if ((variable->bytes & bytes) == 0) continue;
                     AccessVariable(*variable, event);
                     bytes &= static_cast<std::uint8_t>(~variable->bytes);
                   }
                   if (bytes == 0) return;
                   auto* variable = arena_.New<Variable>();
                   variable->bytes = bytes;
                   variable->next = first;
                   first = variable;
                   Own(*variable, event);
                 });
}

// Nobody else uses it now.
void Lockset::Own(Variable& variable, const Event& event) {
  variable.shared = variable.written = variable.locked = false;
  variable.users.Clear();
  variable.users.Set(event.thread, clocks_.Of(event.thread).Get(event.thread),
                     arena_);
  variable.last = event;
  variable.last_locked = held_->Of(event.thread).size > 0;
  variable.other = {};
}

void Lockset::AccessVariable(Variable& variable, const Event& event) {
  if (variable.reported) return;
  const VectorClock& clock = clocks_.Of(event.thread);
  if (variable.users.IsKnownTo(clock)) return Own(variable, event);
  const HeldLocks& held = held_->Of(event.thread);
  if (variable.last.thread != event.thread) {
    variable.other = variable.last;
    variable.other_locked = variable.last_locked;
  }
  if (!variable.shared) {
    variable.shared = true;
    variable.locked = variable.last_locked;
    variable.size = held.size;
    if (held.size > kMaxCandidates) {
      variable.reported = true;
      return;
    }
    int i = 0;
    for (const HeldLock& lock : held) {
      variable.candidates[i++] = lock.taken.address;
    }
  }
  Refine(variable, event, held);
  variable.locked = variable.locked || held.size > 0;
  variable.written = variable.written || event.kind == EventKind::kWrite;
  if (variable.size == 0 && variable.written && variable.locked) {
    variable.reported = true;
    Report(variable, event, held.size > 0);
  }
  variable.users.Set(event.thread, clock.Get(event.thread), arena_);
  variable.last = event;
  variable.last_locked = held.size > 0;
}

// Candidates are those that this access is under, too.
void Lockset::Refine(Variable& variable, const Event& event,
                     const HeldLocks& held) {
  int kept = 0;
  for (int i = 0; i < variable.size; ++i) {
    const HeldLock* lock = held.Find(variable.candidates[i]);
    if (lock == nullptr) continue;
    if (event.kind == EventKind::kWrite && lock->shared()) continue;
    variable.candidates[kept++] = variable.candidates[i];
  }
  variable.size = kept;
}

namespace {

const char* Action(const Event& event, bool locked) {
  if (event.kind == EventKind::kWrite) {
    return locked ? "writes under a lock" : "writes without a lock";
  }
  return locked ? "reads under a lock" : "reads without a lock";
}

}  // namespace

void Lockset::Report(const Variable& variable, const Event& event,
                     bool locked) {
  problem_ = {};
  problem_.kind = FindingKind::kInconsistentLocking;
  problem_.detector = name();
  problem_.suspicion = true;  // something else may keep them apart
  problem_.what =
      "threads that share memory do not all hold the same lock when they use "
      "it";
  problem_.address = event.address;
  problem_.Add(Action(variable.other, variable.other_locked), variable.other);
  problem_.Add(Action(event, locked), event);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
