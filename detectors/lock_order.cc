#include "detectors/lock_order.h"

#include <cstddef>

namespace racekit::detectors {

namespace {

// A program may lock in every order, in so many places that trying each circle
// would take for ever.
constexpr int kMaxVisits = 4096;

// Acquisitions of one lock that are told apart.
constexpr int kMaxKnown = 256;

bool OnlyRead(bool a, bool b) { return a && b; }

}  // namespace

void LockOrder::BeginExecution() {
  arena_.Reset();
  locks_.BeginExecution(&arena_);
  clocks_.BeginExecution(&arena_);
}

void LockOrder::OnEvent(const Event& event) {
  switch (event.kind) {
    case EventKind::kWant:
    case EventKind::kWantShared:
      return Want(event, event.address, event.kind == EventKind::kWantShared);
    case EventKind::kWait:
      return Want(event, event.object, /*shared=*/false);
    case EventKind::kCreate:
      return clocks_.Create(event.thread, event.other);
    case EventKind::kJoin:
      return clocks_.Join(event.thread, event.other);
    case EventKind::kDestroyLock:
      return locks_.Forget(event.address);
    case EventKind::kAllocate:
    case EventKind::kFree:
      return locks_.Forget(event.address, event.size, [](Lock&) {});
    default:
      return;
  }
}

void LockOrder::Want(const Event& event, std::uintptr_t address, bool shared) {
  const HeldLocks& all = held_->Of(event.thread);
  if (all.size == 0) return;
  // Who waits on a condition variable gives the mutex up before.
  const std::uintptr_t again =
      event.kind == EventKind::kWait ? address : std::uintptr_t{0};
  if (again != 0) {
    if (all.size == 1) return;
  } else if (const HeldLock* own = all.Find(address)) {
    // Of a mutex that would be misuse, and of a reader nothing.
    if (own->shared() && !shared) ReportUpgrade(own->taken, event);
    return;
  }
  Lock& wanted = locks_.Get(address);
  const VectorClock* clock = clocks_.SnapshotOf(event.thread);
  if (IsKnown(wanted, all, clock, shared, again)) return;

  auto* dependency = arena_.New<Dependency>();
  auto* held = static_cast<Held*>(
      arena_.Allocate(static_cast<std::size_t>(all.size) * sizeof(Held)));
  int size = 0;
  for (const HeldLock& lock : all) {
    if (lock.taken.address == again) continue;
    held[size++] = {&locks_.Get(lock.taken.address), lock.shared(), lock.taken};
  }
  dependency->want = event;
  dependency->want.address = address;
  dependency->wanted = &wanted;
  dependency->shared = shared;
  dependency->size = size;
  dependency->held = held;
  dependency->clock = clock;
  dependency->next = wanted.wanted_by;
  wanted.wanted_by = dependency;
  for (int i = 0; i < size; ++i) {
    Lock& lock = locks_.Get(held[i].lock->address);
    auto* holder = arena_.New<Holder>();
    *holder = {dependency, lock.holders};
    lock.holders = holder;
  }
  Search(dependency);
}

// Whether the same thread, in the same segment between creates and joins (which
// `clock` stands for), wanted the lock before, holding the same.
bool LockOrder::IsKnown(const Lock& lock, const HeldLocks& all,
                        const VectorClock* clock, bool shared,
                        std::uintptr_t again) const {
  int seen = 0;
  for (const Dependency* known = lock.wanted_by; known != nullptr;
       known = known->next) {
    if (++seen > kMaxKnown) return true;
    if (known->clock != clock || known->shared != shared) continue;
    int i = 0;
    bool same = true;
    for (const HeldLock& held : all) {
      if (held.taken.address == again) continue;
      same = i < known->size &&
             known->held[i].taken.address == held.taken.address &&
             known->held[i].shared == held.shared();
      if (!same) break;
      ++i;
    }
    if (same && i == known->size) return true;
  }
  return false;
}

namespace {

// `a` was there before `b` can be.
template <typename Dependency>
bool Before(const Dependency& a, const Dependency& b) {
  const ThreadId thread = a.want.thread;
  return b.clock->Get(thread) >= a.clock->Get(thread);
}

// The two threads could be there at one time.
template <typename Dependency>
bool Together(const Dependency& a, const Dependency& b) {
  if (a.want.thread == b.want.thread || Before(a, b) || Before(b, a)) {
    return false;
  }
  for (int i = 0; i < a.size; ++i) {
    for (int j = 0; j < b.size; ++j) {
      if (a.held[i].lock == b.held[j].lock &&
          !OnlyRead(a.held[i].shared, b.held[j].shared)) {
        return false;
      }
    }
  }
  return true;
}

// How `holder` holds what `waiter` waits for; null if it does not keep it
// waiting.
template <typename Dependency>
auto HeldFor(const Dependency& waiter, const Dependency& holder)
    -> decltype(holder.held) {
  for (int i = 0; i < holder.size; ++i) {
    if (holder.held[i].lock == waiter.wanted &&
        !OnlyRead(holder.held[i].shared, waiter.shared)) {
      return &holder.held[i];
    }
  }
  return nullptr;
}

}  // namespace

// After all that is on the path.
bool LockOrder::MayFollow(const Dependency& next) const {
  if (HeldFor(*path_.back().dependency, next) == nullptr) return false;
  for (const Step& step : path_) {
    if (!Together(*step.dependency, next)) return false;
  }
  // It would wait for somebody in the middle: a shorter circle without the
  // first, and known.
  for (std::size_t i = 1; i < path_.size(); ++i) {
    if (HeldFor(next, *path_[i].dependency) != nullptr) return false;
  }
  return true;
}

// Every circle that begins with `start`, depth first. Not by recursion: it runs
// on the stack of the program's thread.
void LockOrder::Search(const Dependency* start) {
  path_.clear();
  path_.push_back({start, start->wanted->holders});
  int visits = 0;
  while (!path_.empty()) {
    Step& top = path_.back();
    if (top.next == nullptr) {
      path_.pop_back();
      continue;
    }
    if (++visits > kMaxVisits) return;
    const Dependency* next = top.next->dependency;
    top.next = top.next->next;
    if (!MayFollow(*next)) continue;
    if (HeldFor(*next, *start) != nullptr) {
      Report(next);
    } else {
      path_.push_back({next, next->wanted->holders});
    }
  }
}

void LockOrder::Report(const Dependency* last) {
  path_.push_back({last, nullptr});
  problem_ = {};
  problem_.kind = FindingKind::kLockOrder;
  problem_.detector = name();
  problem_.suspicion = true;  // until somebody waits for ever
  problem_.what =
      "locks are taken in opposite orders, so that threads can wait for each "
      "other in a circle";
  problem_.address = last->wanted->address;
  const std::size_t size = path_.size();
  // From the thread with the lowest number on, whoever closed the circle.
  std::size_t first = 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (path_[i].dependency->want.thread <
        path_[first].dependency->want.thread) {
      first = i;
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = (first + i) % size;
    const Dependency& dependency = *path_[at].dependency;
    const Dependency& waiter = *path_[(at + size - 1) % size].dependency;
    // What does not fit in is who took a lock: who wants one tells more.
    if (2 * size <= Problem::kMaxSteps) {
      problem_.Add("takes", HeldFor(waiter, dependency)->taken);
    }
    problem_.Add(dependency.shared ? "then wants, to read," : "then wants",
                 dependency.want);
  }
  sink_->OnProblem(problem_);
  path_.pop_back();
}

void LockOrder::ReportUpgrade(const Event& taken, const Event& want) {
  problem_ = {};
  problem_.kind = FindingKind::kLockOrder;
  problem_.detector = name();
  problem_.suspicion = true;  // until somebody waits for ever
  problem_.what =
      "a thread that reads under a rwlock wants it for writing, which waits "
      "for the end of all reading, its own included";
  problem_.address = want.address;
  problem_.Add("takes, to read,", taken);
  problem_.Add("then wants", want);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
