// Scenarios about several workers that print to one place.

#ifndef RACEKIT_SCENARIOS_PRINT_PRINT_H_
#define RACEKIT_SCENARIOS_PRINT_PRINT_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::print {

Scenario TwoWrites();     // a line and its end written one after the other
Scenario SharedBuffer();  // one buffer, flushed by whoever finds it full

}  // namespace racekit::scenarios::print

#endif  // RACEKIT_SCENARIOS_PRINT_PRINT_H_
