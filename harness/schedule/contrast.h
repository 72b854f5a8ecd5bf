// Contrast: the passing schedule nearest to a failing one.
//
// Nearest is what agrees with it the longest, makes one choice otherwise, and
// preempts nobody after that.

#ifndef RACEKIT_HARNESS_SCHEDULE_CONTRAST_H_
#define RACEKIT_HARNESS_SCHEDULE_CONTRAST_H_

#include <cstdint>

#include "harness/schedule/schedule.h"
#include "harness/schedule/shrink.h"

namespace racekit::schedule {

struct ContrastResult {
  bool found = false;
  std::int64_t executions = 0;  // that it took
  std::uint64_t agrees = 0;     // choices before the one made otherwise
};

struct ContrastOptions {
  std::int64_t executions = 200;
  std::int64_t steps = 200'000;  // in all executions together
};

// `subject` fails under `failing`.
ContrastResult NearestPassing(Subject& subject, const Schedule& failing,
                              const ContrastOptions& options,
                              Schedule& passing);

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_CONTRAST_H_
