// The end of a child that ran executions, seen from its parent.

#ifndef RACEKIT_HARNESS_EXPLORE_DEATH_H_
#define RACEKIT_HARNESS_EXPLORE_DEATH_H_

#include <cstdint>

#include "absl/time/time.h"
#include "detectors/finding.h"
#include "harness/contain/forked_worker.h"
#include "harness/explore/trail.h"

namespace racekit::internal {

// How long a child that goes on for ever may take to end when told to.
inline constexpr absl::Duration kDeathGrace = absl::Milliseconds(200);

// Whether a child's execution hangs: it does if it takes longer than `timeout`
// and comes to no scheduling point any more. Costs the child nothing until
// then; it is asked by a signal (runtime::ProbeSignal()) afterwards.
class HangWatch {
 public:
  HangWatch(Trail& trail, absl::Duration timeout);

  // To be called again and again. True once it hangs; trail.crash then says
  // where, if the child could answer.
  bool Hangs(int pid);

 private:
  void Probe(int pid, absl::Time now);

  Trail& trail_;
  const absl::Duration timeout_;
  std::int64_t begun_ = 0;
  absl::Time since_;   // when that execution began, as far as is known
  absl::Time probed_;  // the last time; InfinitePast if not since then
  int probes_ = 0;
  std::int64_t steps_ = -1;
};

// Whether a child uses more memory than it may. Costs the child nothing.
class MemoryWatch {
 public:
  // In bytes of memory that it has touched; 0: whatever it likes.
  explicit MemoryWatch(std::int64_t limit) : limit_(limit) {}

  // To be called again and again. True once it does.
  bool Exceeds(int pid);
  bool exceeded() const { return exceeded_; }

  // As DeathFinding().
  Finding ToFinding(const Trail& trail) const;

 private:
  const std::int64_t limit_;
  bool exceeded_ = false;
};

// The death of a child in the middle of an execution, as a finding with the
// schedule up to there. `first_execution` and `strategy` are for the caller to
// fill in.
Finding DeathFinding(const WorkerEnd& end, const Trail& trail,
                     absl::Duration timeout);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_DEATH_H_
