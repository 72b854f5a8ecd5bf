// Scenarios about handing items from thread to thread.

#ifndef RACEKIT_SCENARIOS_QUEUE_QUEUE_H_
#define RACEKIT_SCENARIOS_QUEUE_QUEUE_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::queue {

Scenario Polling();   // asks whether the queue is empty, then takes
Scenario Shutdown();  // the queue is closed while items are in it
Scenario Pipeline();  // download, resize, upload: several workers a stage

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_QUEUE_H_
