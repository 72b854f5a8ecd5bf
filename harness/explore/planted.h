// Two small bugs for the engine to find: compiled as the code under test is.

#ifndef RACEKIT_HARNESS_EXPLORE_PLANTED_H_
#define RACEKIT_HARNESS_EXPLORE_PLANTED_H_

#include <string>

namespace racekit::internal {

// Two threads write a plain variable.
void PlantedDataRace();

// Two threads add to a counter that is locked access by access: no data race.
// Returns what was observed, or "".
std::string PlantedLostUpdate();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_PLANTED_H_
