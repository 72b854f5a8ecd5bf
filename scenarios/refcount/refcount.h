// Scenarios about counting references.

#ifndef RACEKIT_SCENARIOS_REFCOUNT_REFCOUNT_H_
#define RACEKIT_SCENARIOS_REFCOUNT_REFCOUNT_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::refcount {

Scenario NotAtomic();  // a reference count that is a plain int

}  // namespace racekit::scenarios::refcount

#endif  // RACEKIT_SCENARIOS_REFCOUNT_REFCOUNT_H_
