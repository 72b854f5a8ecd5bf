// Shrinking: from a schedule that shows a finding to one with the fewest
// context switches that still shows it.
//
// Long schedules first lose what they can do without: segments of threads are
// left out or run on until they block, chunk by chunk (delta debugging: Zeller
// and Hildebrandt, "Simplifying and isolating failure-inducing input", TSE
// 2002). What is left bounds a search from the other end: executions without a
// preemption, then with one, two, three (as in Musuvathi and Qadeer, PLDI
// 2007), first at the places in the code that the preemptions of the known
// schedule were at. No execution is tried twice by that search.
//
// Pure, deterministic, and bounded in executions and steps, not in time. Memory
// comes from pages of its own, 20 bytes for each other way that an execution
// could have gone.

#ifndef RACEKIT_HARNESS_SCHEDULE_SHRINK_H_
#define RACEKIT_HARNESS_SCHEDULE_SHRINK_H_

#include <compare>
#include <cstdint>

#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

// What one execution came to.
struct Trial {
  bool fails = false;  // the finding showed
  // Whoever could go on went on, until no thread could: false if it was cut
  // short, by a crash or the limit of steps.
  bool complete = true;
  std::int64_t switches = 0;  // one thread ran, then another
  std::int64_t steps = 0;     // scheduling points
};

// The body and the finding in question.
class Subject {
 public:
  virtual ~Subject() = default;
  // Executes the body. Between BeginExecution() and EndExecution(), both called
  // here, `strategy` is put all choices.
  virtual Trial Run(Strategy& strategy) = 0;
};

struct ShrinkOptions {
  std::int64_t executions = 10000;
  std::int64_t steps = 4'000'000;  // in all executions together
  int preemptions = 3;             // that the search puts into an execution
};

// How long a schedule is: by switches, then by preemptions, then by choices.
struct ScheduleCost {
  std::int64_t switches = 0;
  std::int64_t preemptions = 0;
  std::int64_t choices = 0;

  friend auto operator<=>(const ScheduleCost&, const ScheduleCost&) = default;
};

struct ShrinkResult {
  // The schedule, run again, showed the finding again. If not, nothing else was
  // tried.
  bool reproduced = false;
  // Nothing was left to try: no shorter schedule has up to
  // ShrinkOptions::preemptions preemptions.
  bool exhausted = false;
  ScheduleCost before;
  ScheduleCost after;
  std::int64_t executions = 0;  // that it took
};

// Puts the shortest schedule that was found into `shortest`, as it was
// executed; that is `failing` where it could not be reproduced.
ShrinkResult Shrink(Subject& subject, const Schedule& failing,
                    const ShrinkOptions& options, Schedule& shortest);

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_SHRINK_H_
