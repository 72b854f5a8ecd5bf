// Locks and condition variables used as nobody may use them, whatever comes of
// it in this execution:
//
// - a lock is given up by a thread that does not hold it,
// - or taken by one that holds it already,
// - or destroyed, or its memory freed, while somebody holds it,
// - or still held when its thread ends;
// - a thread waits on a condition variable without holding the mutex,
// - or with another mutex than somebody else at the same time;
// - a condition variable is destroyed while somebody waits on it whom nobody
//   has woken.
//
// (POSIX.1-2017 calls these undefined for mutexes of the default type, and so
// does the C++ standard for std::mutex. Mutexes that check for errors and say
// so to their caller are used as they are meant.)
//
// Cost: a few comparisons for each event; a look at all threads where something
// is wrong, and where memory is freed while some lock is held. Memory: 150
// bytes for each condition variable.

#ifndef RACEKIT_DETECTORS_MISUSE_H_
#define RACEKIT_DETECTORS_MISUSE_H_

#include <cstddef>
#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/held_locks.h"
#include "detectors/lock_table.h"
#include "detectors/problem.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

class Misuse final : public Detector {
 public:
  // `sink` and `held` must outlive this.
  constexpr Misuse(ProblemSink* sink, const HeldLocksByThread* held)
      : sink_(sink), held_(held) {}

  const char* name() const override { return "misuse"; }
  std::uint32_t interests() const override {
    return kLocks | kLockIntents | kConditions | kThreads | kMemory;
  }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

 private:
  struct Condition {
    std::uintptr_t address;
    arena::Arena::Handle next;
    int waiting;  // that nobody has woken
    Event last;   // of their waits
  };

  void Want(const Event& event);
  void Give(const Event& event);
  void End(const Event& event);
  void Wait(const Event& event);
  void Notify(const Event& event);
  void DestroyCondition(const Event& event);
  void Free(const Event& event);

  // `before` may be null.
  void Report(const char* what, std::uintptr_t address, const char* first,
              const Event* before, const char* second, const Event& event);

  ProblemSink* const sink_;
  const HeldLocksByThread* const held_;
  arena::Arena arena_;
  LockTable<Condition> conditions_;
  Problem problem_;  // too large for a thread's stack
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_MISUSE_H_
