// Data races of another execution: two accesses that this one happened to
// order, by a lock that one thread gave up before the other took it, and that
// would stand side by side if the same events came in another order.
//
// A pair is a prediction if there is a sync-preserving reordering that ends
// where both are about to happen (Mathur, Pavlogiannis and Viswanathan,
// "Optimal prediction of synchronization-preserving races", POPL 2021): each
// thread does a first part of what it did, every read finds the value that it
// found, and critical sections of one lock stay in their order. Such a
// reordering is an execution of the same program, so a prediction is a race,
// and not a guess: as far as all that the program's threads learn from each
// other is seen here. What the program does in code that was not compiled for
// racekit is not, therefore each prediction is a suspicion until an execution
// has been steered into it.
//
// The set of events that must come before both accesses is closed under
//
//  * the order of each thread; creation of threads and joins;
//  * reads-from: the write, atomic or not, that a read found;
//  * for locks, of two critical sections that both have begun, the end of the
//    earlier, unless both only read;
//  * what is waited for: a notification, a post, the arrival of others at a
//    barrier; more of these than necessary, which costs predictions and never
//    makes a wrong one.
//
// If neither access is in the closure, they race.
//
// Cost: a look at the accesses known for each 8 bytes touched; for each pair of
// places in the code that conflicts there, up to kMaxTries closures, each in
// the number of locks times that of threads. Memory: 100 bytes for each place
// in the code that accesses each 8 bytes, and a vector clock for each read of
// what another thread wrote. After kMaxEvents events of an execution nothing
// further is predicted in it.

#ifndef RACEKIT_DETECTORS_PREDICTED_RACE_H_
#define RACEKIT_DETECTORS_PREDICTED_RACE_H_

#include <cstddef>
#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/granule_table.h"
#include "detectors/lock_table.h"
#include "detectors/problem.h"
#include "detectors/vector_clock.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

namespace racekit::detectors {

class PredictedRace final : public Detector {
 public:
  static constexpr int kMaxTries = 8;
  static constexpr std::int64_t kMaxEvents = 1 << 20;

  // `sink` must outlive this.
  constexpr explicit PredictedRace(ProblemSink* sink) : sink_(sink) {}

  const char* name() const override { return "predicted-race"; }
  std::uint32_t interests() const override {
    return kPlainAccesses | kAtomics | kLocks | kLockIntents | kConditions |
           kOrdering | kThreads | kMemory;
  }
  bool looks_closely() const override { return true; }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  // The number of an event among those of its thread, from 1.
  using Index = std::uint32_t;

  // A critical section, or its beginning.
  struct Section {
    Index begin;
    Index end;          // 0 while it lasts
    std::int64_t when;  // it began, among the events of all
    bool shared;
    const VectorClock* before_end;
    Section* previous;  // of the same thread
  };
  struct Lock {
    std::uintptr_t address;
    arena::Arena::Handle next;
    std::uint32_t size;
    Section** last;  // by thread, the first `size`
    const Lock* older;
  };
  // What is waited for, and not by taking it: a condition variable, a
  // semaphore.
  struct Sync {
    std::uintptr_t address;
    arena::Arena::Handle next;
    VectorClock clock;
  };
  struct Write {
    ThreadId thread;
    Index index;
    std::uint8_t bytes;
    const VectorClock* before;
    Write* next;
  };
  struct Access {
    Event event;
    Index index;
    std::uint8_t bytes;
    const VectorClock* before;
    Access* next;
  };
  struct Granule {
    Write* writes;     // that are to be read here
    Access* accesses;  // that a later one may race with
    int size;          // of these
  };
  struct ThreadState {
    Index index;                  // of its last event
    VectorClock clock;            // what of others must come before the next
    const VectorClock* snapshot;  // of it, or null
  };
  // Of two places in the code.
  struct Pair {
    std::uintptr_t first;
    std::uintptr_t second;
    int tries;
  };

  ThreadState& StateOf(ThreadId thread);
  const VectorClock* Snapshot(ThreadState& state);
  void Learn(ThreadState& state, const VectorClock& clock);
  void Learn(ThreadState& state, ThreadId thread, Index index,
             const VectorClock& before);

  void Take(const Event& event);
  void Give(const Event& event);
  void Touch(const Event& event);
  void SetWrite(Granule& granule, ThreadId thread, std::uint8_t bytes,
                const VectorClock* before);
  void Remember(const Event& event, Granule& granule, std::uint8_t bytes,
                const VectorClock* before);
  void Free(const Event& event);
  void Forget(const Event& event);

  void Predict(const Event& event, const Granule& granule, std::uint8_t bytes);
  Pair* PairOf(const Access& access, const Event& event);
  bool Race(const Access& access, const Event& event);
  bool CloseLock(const Lock& lock);
  void Report(const Access& access, const Event& event);

  ProblemSink* const sink_;
  arena::Arena arena_;
  LockTable<Lock> locks_;
  LockTable<Sync> syncs_;
  GranuleTable<Granule> granules_;
  arena::PageVector<ThreadState> threads_;
  arena::PageVector<Pair> pairs_;
  const Lock* all_locks_ = nullptr;  // a list
  std::int64_t events_ = 0;
  VectorClock closure_;
  arena::PageVector<const Section*> begun_;  // by thread, for CloseLock()
  Problem problem_;                          // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_PREDICTED_RACE_H_
