// Scenarios about pools of threads.

#ifndef RACEKIT_SCENARIOS_POOL_POOL_H_
#define RACEKIT_SCENARIOS_POOL_POOL_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::pool {

Scenario Shutdown();  // tasks are lost, or a worker sleeps on

}  // namespace racekit::scenarios::pool

#endif  // RACEKIT_SCENARIOS_POOL_POOL_H_
