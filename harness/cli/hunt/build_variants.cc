#include "harness/cli/hunt/build_variants.h"

#include <vector>

#include "scenarios/scenario.h"

namespace racekit::cli {

const std::vector<BuildVariant>& AllBuildVariants() {
  using scenarios::Variant;
  static const auto* const all = new std::vector<BuildVariant>{
      {"stress", "harness/cli/scenario_runner_stress", &Variant::stress,
       /*compares=*/true, /*reports_once=*/false},
      {"tsan", "harness/cli/scenario_runner_tsan", &Variant::tsan,
       /*compares=*/false, /*reports_once=*/true},
  };
  return *all;
}

}  // namespace racekit::cli
