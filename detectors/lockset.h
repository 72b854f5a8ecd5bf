// Inconsistent locking: memory that several threads use, at least one of them
// writing, under a lock here and without it there. Even where this execution
// ordered the accesses.
//
// States of a variable and candidate locks as in Savage, Burrows, Nelson,
// Sobalvarro and Anderson, "Eraser: a dynamic data race detector for
// multithreaded programs", 1997, refined:
//
//  * what threads did that have been joined, or before they created the others,
//    does not count, so a variable can have one owner after the other;
//  * for writing, a lock that is held for reading is none;
//  * a variable that nobody ever accessed under a lock is not locked
//    inconsistently: it is handed on by other means, or a data race;
//  * atomic accesses need no lock and are not looked at.
//
// A suspicion, and never more: a queue or a flag may keep the accesses apart.
//
// Cost: a few comparisons for an access by a variable's only thread, else one
// for each candidate lock and lock held. Memory: 250 bytes for each variable.

#ifndef RACEKIT_DETECTORS_LOCKSET_H_
#define RACEKIT_DETECTORS_LOCKSET_H_

#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/fork_join_clocks.h"
#include "detectors/granule_table.h"
#include "detectors/held_locks.h"
#include "detectors/problem.h"
#include "detectors/vector_clock.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

class Lockset final : public Detector {
 public:
  // `sink` and `held` must outlive this.
  constexpr Lockset(ProblemSink* sink, const HeldLocksByThread* held)
      : sink_(sink), held_(held) {}

  const char* name() const override { return "lockset"; }
  std::uint32_t interests() const override {
    return kPlainAccesses | kThreads | kMemory;
  }
  bool looks_closely() const override { return true; }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  // More locks than that, and nothing is said of the variable.
  static constexpr int kMaxCandidates = 8;

  // Bytes of a granule that have always been accessed together.
  struct Variable {
    std::uint8_t bytes;
    bool shared;    // by threads that were not all joined
    bool written;   // since it is
    bool locked;    // some access was under a lock, since it is
    bool reported;  // or beyond us
    int size;
    std::uintptr_t candidates[kMaxCandidates];  // held at each access since
    Event last;                                 // access
    bool last_locked;                           // while a lock was held
    Event other;  // the last access by another thread than `last`
    bool other_locked;
    VectorClock users;  // by thread, when it last accessed this
    Variable* next;
  };

  void Access(const Event& event);
  void AccessVariable(Variable& variable, const Event& event);
  void Own(Variable& variable, const Event& event);
  void Refine(Variable& variable, const Event& event, const HeldLocks& held);
  void Report(const Variable& variable, const Event& event, bool locked);

  ProblemSink* const sink_;
  const HeldLocksByThread* const held_;
  arena::Arena arena_;
  ForkJoinClocks clocks_;
  GranuleTable<Variable*> variables_;
  Problem problem_;  // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_LOCKSET_H_
