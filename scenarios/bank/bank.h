// Scenarios about accounts.

#ifndef RACEKIT_SCENARIOS_BANK_BANK_H_
#define RACEKIT_SCENARIOS_BANK_BANK_H_

#include "scenarios/scenario.h"

namespace racekit::scenarios::bank {

Scenario DepositWithdraw();  // two transactions at once on one account
Scenario Transfer();         // two transfers at once, in opposite directions

}  // namespace racekit::scenarios::bank

#endif  // RACEKIT_SCENARIOS_BANK_BANK_H_
