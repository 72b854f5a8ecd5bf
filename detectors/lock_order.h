// Locks taken in orders that can deadlock, though they did not in this
// execution: from one thread that wants L2 while it holds L1, and another that
// wants L1 while it holds L2, and so on in a circle of any length.
//
// What is kept is, for each acquisition of a lock by a thread that holds
// others, which those were (Joshi, Park, Sen and Naik, "A randomized dynamic
// program analysis technique for detecting real deadlocks", PLDI 2009). A
// circle of these is a problem if its threads could stand there together, each
// holding what it held:
//
// - they are different threads;
// - no two hold the same lock, unless both read: else that lock is a gate, and
//   only one of them gets as far (Havelund, "Using runtime analysis to guide
//   model checking of Java programs", SPIN 2000);
// - in no pair one has ended, or has not been created, when the other gets
//   there: pthread_create() and pthread_join() order them (Bensalem and
//   Havelund, "Dynamic deadlock analysis of multi-threaded programs", 2005);
// - each wants what the next one holds, and not both only read.
//
// A try to lock waits for nobody, so nothing hangs on what it is holding then.
// Waiting on a condition variable takes the mutex again, holding all others. A
// rwlock that its reader wants for writing is a circle of one.
//
// Cost: a lock taken while none is held, a few stores. Else a look at how that
// lock was wanted before; a search where it is new. Memory: less than 200 bytes
// and 90 for each lock held, for each acquisition that differs in thread, locks
// or segment between creates and joins.

#ifndef RACEKIT_DETECTORS_LOCK_ORDER_H_
#define RACEKIT_DETECTORS_LOCK_ORDER_H_

#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/fork_join_clocks.h"
#include "detectors/held_locks.h"
#include "detectors/lock_table.h"
#include "detectors/problem.h"
#include "detectors/vector_clock.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

namespace racekit::detectors {

class LockOrder final : public Detector {
 public:
  // `sink` and `held` must outlive this.
  constexpr LockOrder(ProblemSink* sink, const HeldLocksByThread* held)
      : sink_(sink), held_(held) {}

  const char* name() const override { return "lock-order"; }
  std::uint32_t interests() const override {
    return kLockIntents | kConditions | kThreads | kMemory;
  }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  struct Dependency;
  // In the list of who holds a lock while wanting another.
  struct Holder {
    const Dependency* dependency;
    const Holder* next;
  };
  struct Lock {
    std::uintptr_t address;
    arena::Arena::Handle next;
    Dependency* wanted_by;  // a list
    const Holder* holders;  // a list
  };
  // A lock that was held, of which `taken` tells how.
  struct Held {
    const Lock* lock;
    bool shared;
    Event taken;
  };
  // A thread that wants a lock and holds others.
  struct Dependency {
    Event want;
    const Lock* wanted;
    bool shared;  // for reading
    int size;
    const Held* held;
    const VectorClock* clock;  // of its thread, then
    Dependency* next;          // that wants the same
  };
  struct Step {
    const Dependency* dependency;
    const Holder* next;  // of its wanted lock, to be tried after it
  };

  void Want(const Event& event, std::uintptr_t address, bool shared);
  bool IsKnown(const Lock& lock, const HeldLocks& all, const VectorClock* clock,
               bool shared, std::uintptr_t again) const;
  void Search(const Dependency* start);
  bool MayFollow(const Dependency& next) const;
  void Report(const Dependency* last);
  void ReportUpgrade(const Event& taken, const Event& want);

  ProblemSink* const sink_;
  const HeldLocksByThread* const held_;
  arena::Arena arena_;
  LockTable<Lock> locks_;
  ForkJoinClocks clocks_;
  arena::PageVector<Step> path_;
  Problem problem_;  // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_LOCK_ORDER_H_
