#include "harness/cli/hunt/build_variants.h"

#include <vector>

#include "scenarios/scenario.h"

namespace racekit::cli {

const std::vector<BuildVariant>& AllBuildVariants() {
  using scenarios::Variant;
  static const auto* const all = new std::vector<BuildVariant>{
      {"stress", "harness/cli/scenario_runner_stress", &Variant::stress,
       /*compares=*/true},
      {"tsan", "harness/cli/scenario_runner_tsan", &Variant::tsan,
       /*compares=*/false, /*reports_once=*/true},
      {"explore", "harness/cli/scenario_runner_explore", &Variant::explore,
       /*compares=*/false, /*reports_once=*/false, /*controlled=*/true,
       &Variant::executions},
  };
  return *all;
}

}  // namespace racekit::cli
