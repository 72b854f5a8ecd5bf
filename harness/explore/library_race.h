// Data races that are the standard library's own: who uses it has neither made
// them nor can mend them.

#ifndef RACEKIT_HARNESS_EXPLORE_LIBRARY_RACE_H_
#define RACEKIT_HARNESS_EXPLORE_LIBRARY_RACE_H_

#include "detectors/finding.h"

namespace racekit::internal {

// True for the races that are known. Each has its own function in the .cc.
bool IsRaceOfTheLibrary(const Finding& race);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_LIBRARY_RACE_H_
