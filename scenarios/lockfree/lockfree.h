// Scenarios about data structures without locks.

#ifndef RACEKIT_SCENARIOS_LOCKFREE_LOCKFREE_H_
#define RACEKIT_SCENARIOS_LOCKFREE_LOCKFREE_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::lockfree {

Scenario AbaStack();  // the head is what it was, and the stack is not

}  // namespace racekit::scenarios::lockfree

#endif  // RACEKIT_SCENARIOS_LOCKFREE_LOCKFREE_H_
