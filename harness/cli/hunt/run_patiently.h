// Runs one variant of a scenario, in the way this binary was built for, within
// a budget of time, and longer where what is expected has not shown by then.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RUN_PATIENTLY_H_
#define RACEKIT_HARNESS_CLI_HUNT_RUN_PATIENTLY_H_

#include "harness/cli/hunt/run_budget.h"
#include "harness/report/report.h"
#include "scenarios/scenario.h"

namespace racekit::cli {

// RunScenario() (harness/scenario/run_scenario.h) as often as the budget says.
Report RunPatiently(const scenarios::Scenario& scenario,
                    const scenarios::Variant& variant, const RunBudget& budget);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RUN_PATIENTLY_H_
