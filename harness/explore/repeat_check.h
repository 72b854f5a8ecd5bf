// Whether executions depend on their schedules alone: now and then one is
// executed again, and what its threads did is compared.

#ifndef RACEKIT_HARNESS_EXPLORE_REPEAT_CHECK_H_
#define RACEKIT_HARNESS_EXPLORE_REPEAT_CHECK_H_

#include <cstdint>
#include <optional>

#include "detectors/finding.h"
#include "harness/explore/execute.h"
#include "harness/schedule/operation_log.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::internal {

// Executions 1, 2, 4, 8, ... (numbered from 0: 0, 1, 3, 7, ...) are repeated.
inline bool IsRepeated(std::uint64_t number) {
  return (number & (number + 1)) == 0;
}

class RepeatCheck {
 public:
  // Runs execution `number` of `strategy` and, if it ran to its end, again.
  // What the first one came to is in `execution` (nullopt: nothing is left);
  // executions that are repetitions count nowhere.
  //
  // kDivergence if the two differed in what the user's own code did. None if a
  // library did something else first, or if static variables were initialised
  // (pthread_once() and its like included) and a third execution is like the
  // second: nobody would call these a bug.
  std::optional<Finding> ExecuteTwice(Executor& executor,
                                      schedule::Strategy* strategy,
                                      std::uint64_t number,
                                      std::optional<Execution>& execution);

 private:
  void Repeat(Executor& executor, schedule::OperationLog& log);

  // Kept from one time to the next for their memory alone.
  schedule::Schedule schedule_;
  schedule::OperationLog first_;
  schedule::OperationLog second_;
};

// `finding` was found under `schedule`: nullopt if it is found again there,
// else kDivergence.
std::optional<Finding> NotFoundAgain(Executor& executor,
                                     const schedule::Schedule& schedule,
                                     const Finding& finding);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_REPEAT_CHECK_H_
