// Scenarios about spreading work over several workers and gathering what they
// made of it.

#ifndef RACEKIT_SCENARIOS_FANOUT_FANOUT_H_
#define RACEKIT_SCENARIOS_FANOUT_FANOUT_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::fanout {

Scenario ThreadPerItem();    // a thread for each item, results in one place
Scenario ParallelSum();      // threads sum an array, in parts from a queue
Scenario WorkerProcesses();  // processes, a queue, and the marker DONE

}  // namespace racekit::scenarios::fanout

#endif  // RACEKIT_SCENARIOS_FANOUT_FANOUT_H_
