// Every scenario racekit ships.

#ifndef RACEKIT_SCENARIOS_ALL_H_
#define RACEKIT_SCENARIOS_ALL_H_

#include <vector>

#include "scenarios/scenario.h"

namespace racekit::scenarios {

// In the order of the README, each name once. Built at the first call;
// thread-safe.
const std::vector<Scenario>& AllScenarios();

}  // namespace racekit::scenarios

#endif  // RACEKIT_SCENARIOS_ALL_H_
