// Scenarios about threads that sleep until they are woken.

#ifndef RACEKIT_SCENARIOS_WAKEUP_WAKEUP_H_
#define RACEKIT_SCENARIOS_WAKEUP_WAKEUP_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::wakeup {

Scenario NotifyBeforeWait();  // the notification that nobody waits for
Scenario IfInsteadOfWhile();  // wakes, and does not look again

}  // namespace racekit::scenarios::wakeup

#endif  // RACEKIT_SCENARIOS_WAKEUP_WAKEUP_H_
