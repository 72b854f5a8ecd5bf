// Scenarios about taking more than one lock, or one lock in two ways.

#ifndef RACEKIT_SCENARIOS_LOCKS_LOCKS_H_
#define RACEKIT_SCENARIOS_LOCKS_LOCKS_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::locks {

Scenario DiningPhilosophers();  // everybody holds the left fork
Scenario UpgradeRace();         // decides as a reader, acts as a writer

}  // namespace racekit::scenarios::locks

#endif  // RACEKIT_SCENARIOS_LOCKS_LOCKS_H_
