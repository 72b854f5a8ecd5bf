// Scenarios about what ends while others still use it.

#ifndef RACEKIT_SCENARIOS_LIFETIME_LIFETIME_H_
#define RACEKIT_SCENARIOS_LIFETIME_LIFETIME_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::lifetime {

Scenario CallbackOutlivesObject();  // it is called while its object is deleted
Scenario IteratorInvalidation();    // a list grows while another reads it

}  // namespace racekit::scenarios::lifetime

#endif  // RACEKIT_SCENARIOS_LIFETIME_LIFETIME_H_
