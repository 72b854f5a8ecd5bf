// Holds threads at an operation each, until all of them are there, and lets
// them go only then. At locks: if each has by then what another one wants, they
// wait for each other for ever (Joshi, Park, Sen and Naik, "A randomized
// dynamic program analysis technique for detecting real deadlocks", PLDI 2009).
// At accesses: what stands side by side races (Sen, "Race directed random
// testing of concurrent programs", PLDI 2008).
//
// The first attempt holds whoever arrives and otherwise lets the lowest thread
// go on; later ones draw who goes on, and now and then let a thread pass, since
// it may come by the same place twice.

#ifndef RACEKIT_HARNESS_SCHEDULE_STEERING_H_
#define RACEKIT_HARNESS_SCHEDULE_STEERING_H_

#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

// Where a thread is to be held.
struct Hold {
  enum class At : std::uint8_t { kLock, kAccess };
  ThreadId thread = 0;
  std::uint64_t object = 0;  // as its operation has it
  At at = At::kLock;
};

class Steering final : public Strategy {
 public:
  // Of `seed` and `attempt` all that is drawn depends on.
  Steering(std::uint64_t seed, std::uint64_t attempt)
      : seed_(seed), attempt_(attempt) {}

  // Before an execution begins; one for each thread.
  void Add(const Hold& hold) { holds_.push_back({hold, 0, 0}); }

  const char* name() const override { return "steering"; }
  bool BeginExecution(std::uint64_t) override;
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView*, int) override {}

 private:
  // Operations of a thread are counted from 1 here.
  struct Held {
    Hold hold;
    std::uint64_t decided;  // the operation last looked at
    std::uint64_t passed;   // the one at which it was let pass
  };

  bool IsHeld(const Point& point, Held& held);
  bool AllHeld(const Point& point);
  bool IsHeld(const Point& point, ThreadId thread);
  ThreadId Draw(const Point& point);

  const std::uint64_t seed_;
  const std::uint64_t attempt_;
  arena::PageVector<Held> holds_;
  arena::PageVector<ThreadId> free_;
  Random random_;
  bool released_ = false;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_STEERING_H_
