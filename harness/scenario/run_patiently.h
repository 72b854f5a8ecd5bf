// Runs one variant of a scenario until it is clear whether it is as expected.
//
// On real threads a race shows by chance, and on a busy machine by less chance
// than on an idle one. So a variant in which something must be found is run on
// where the first runs did not show it, with other delays, until it shows or
// patience ends: a detector that is blind stays unexpected, a slow machine does
// not. A variant that must be silent is run as often as it was asked for, since
// more runs could only speak against it.

#ifndef RACEKIT_HARNESS_SCENARIO_RUN_PATIENTLY_H_
#define RACEKIT_HARNESS_SCENARIO_RUN_PATIENTLY_H_

#include <cstdint>

#include "absl/time/time.h"
#include "harness/report/report.h"
#include "harness/stress.h"
#include "scenarios/scenario.h"

namespace racekit {

struct Patience {
  // For what must be found: further rounds of as many runs as the first, each
  // with the next seed, begin until it is found or so much time has passed
  // since the start. Every other round is without injected sleeps: where they
  // bring about a deadlock in every run, no run gets as far as to show
  // ThreadSanitizer both orders of the locks. Zero: one round.
  absl::Duration time = absl::Seconds(20);
  // Of every variant, however slow the machine; at most the runs asked for.
  std::int64_t least_runs = 3;
};

// RunScenario() (harness/scenario/run_scenario.h) with `options`, and as often
// again as `patience` says. One report about all: findings merged, runs added
// up; rates without injected sleeps are those of the first round.
Report RunPatiently(const scenarios::Scenario& scenario,
                    const scenarios::Variant& variant,
                    const StressOptions& options,
                    const Patience& patience = {});

}  // namespace racekit

#endif  // RACEKIT_HARNESS_SCENARIO_RUN_PATIENTLY_H_
