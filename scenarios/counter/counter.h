// Scenarios about counting.

#ifndef RACEKIT_SCENARIOS_COUNTER_COUNTER_H_
#define RACEKIT_SCENARIOS_COUNTER_COUNTER_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::counter {

Scenario Unlocked();              // five sensors, one counter, no lock
Scenario LockedAccessByAccess();  // a lock around each access, none around both
Scenario ReadSleepWrite();        // reads, sleeps for a random time, writes

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_COUNTER_H_
