// Scenarios about making something at its first use, and handing it on.

#ifndef RACEKIT_SCENARIOS_LAZY_LAZY_H_
#define RACEKIT_SCENARIOS_LAZY_LAZY_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::lazy {

Scenario CheckThenAct();          // is it there? no: make it. Both do
Scenario DoubleCheckedLocking();  // looks without the lock, then with it
Scenario PublicationNoRelease();  // a flag that orders nothing before it

}  // namespace racekit::scenarios::lazy

#endif  // RACEKIT_SCENARIOS_LAZY_LAZY_H_
