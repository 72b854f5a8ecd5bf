// A replay that left its recording, in words.

#ifndef RACEKIT_HARNESS_EXPLORE_DEPARTURE_H_
#define RACEKIT_HARNESS_EXPLORE_DEPARTURE_H_

#include "detectors/finding.h"
#include "harness/schedule/replay.h"

namespace racekit::internal {

// kDivergence: at which choice, what was expected, what happened, and what may
// be the cause.
Finding DepartureFinding(const schedule::Departure& departure);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_DEPARTURE_H_
