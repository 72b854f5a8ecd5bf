// What Explore() can be told: see harness/explore.h.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_EXPLORE_OPTIONS_H_
#define RACEKIT_HARNESS_EXPLORE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "detectors/detector_names.h"
#include "harness/isolation.h"

namespace racekit {

enum class ControlledThreads {
  kFibers,  // stacks of racekit's own, each with a TLS of its own
  kReal,    // kernel threads that pass a baton: slower; for debuggers
};

// Who chooses the order of threads. harness/schedule/ has a file for each, with
// its source.
enum class ExploreStrategy {
  kPortfolio,   // several of the following in turn
  kRandom,      // random walk with mixed burst lengths
  kPct,         // random priorities, which change a few times
  kPos,         // partial order sampling
  kSurw,        // selectively uniform random walk
  kUniform,     // the same where all operations count: uniform interleavings
  kExhaustive,  // each schedule once, depth first, until none is left
};

struct ExploreOptions {
  static constexpr int kNoPreemptionBound = -1;

  // The budget: as many executions or as much time, whichever is used up first.
  // 0 and InfiniteDuration() mean no limit, but not both. There is always one
  // execution.
  std::int64_t executions = 1000;
  absl::Duration time = absl::Seconds(2);

  // The same seed makes the same executions.
  std::uint64_t seed = 1;
  // So many of them were executed elsewhere: they count as executed, and those
  // that follow are next. Not with kExhaustive, which always begins anew.
  std::int64_t first_execution = 0;

  ExploreStrategy strategy = ExploreStrategy::kPortfolio;
  // PCT: the depth of bug to look for, from 1 to 8: so many constraints on the
  // order of operations make it appear.
  int pct_depth = 3;
  // Exhaustive: only schedules with at most so many preemptions (switches away
  // from a thread that could have gone on).
  int preemption_bound = kNoPreemptionBound;

  // Scheduling points in one execution; more is a finding (kStepLimit).
  std::int64_t max_steps = 1'000'000;

  ControlledThreads threads = ControlledThreads::kFibers;

  // The stack of a thread that asks for no size by its pthread_attr_t, the one
  // that runs the body among them: 64 KiB to 1 GiB. Below it is a guard;
  // whoever runs into that is a crash (stack overflow).
  std::int64_t stack_bytes = std::int64_t{8} << 20;

  // Where executions run. In this process a crash of the body is a finding like
  // any other, unless it happens inside libc or takes the process with it at
  // once; a child's is a finding whatever happens, and so is a hang. What the
  // body does to globals stays in the child; where each execution has a child
  // of its own, none sees what another did.
  Isolation isolation = Isolation::kNone;
  // In a child: an execution that has no scheduling point for so long is a
  // hang.
  absl::Duration hang_timeout = absl::Seconds(10);

  // Where each execution has a child: the memory that it may touch, in bytes.
  // More is a finding. 0: no limit.
  std::int64_t memory_limit = 0;

  bool stop_at_first = false;

  // Which detectors look on: ParseDetectors("default,-lock-order", ...).
  // Without happens-before, plain accesses are no scheduling points.
  detectors::DetectorSet detectors = detectors::DefaultDetectors();

  // Functions each call of which is to happen in one step, as RACEKIT_ATOMIC
  // (harness/atomic_region.h) would have it: "Account::Withdraw", or "Withdraw"
  // wherever it is.
  std::vector<std::string> atomic_functions;

  // A finding is reduced to the fewest context switches, with so many
  // executions more (a tenth of that where each takes a process), and
  // explained. 0: it is reported as it was found.
  std::int64_t shrink = 10'000;

  // A failed GoogleTest assertion in the body is a finding. False: the body is
  // a GoogleTest program itself, main() and all, and its assertions are its
  // own.
  bool capture_assertions = true;

  // A body that creates no thread could not have had a race: that is a finding
  // (kNothingControlled).
  bool require_threads = false;

  // The schedule of one execution, "rk1:..." as a report has it: it alone is
  // executed, and what is said above about which and how many is without
  // effect. Empty: explore.
  std::string replay;
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_EXPLORE_OPTIONS_H_
