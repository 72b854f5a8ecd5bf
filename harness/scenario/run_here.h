// The seam between scenarios and the way of running them that this binary was
// built for. Linked per variant: run_here_stress.cc or run_here_explore.cc.

#ifndef RACEKIT_HARNESS_SCENARIO_RUN_HERE_H_
#define RACEKIT_HARNESS_SCENARIO_RUN_HERE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/report/report.h"
#include "harness/stress.h"

namespace racekit::internal {

enum class Way { kStress, kTsan, kExplore };

Way WayHere();

// Hunts a body that returns what it observed, as Stress() and Explore() take
// it. Controlled threads obey what of `options` makes sense for them: runs,
// time, seed, stop_at_first.
Report RunHere(absl::FunctionRef<std::string()> body, FindingKind kind,
               const StressOptions& options);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SCENARIO_RUN_HERE_H_
