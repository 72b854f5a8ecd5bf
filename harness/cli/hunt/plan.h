// What a hunt consists of: which scenario's which variant is run in which way,
// for how long.

#ifndef RACEKIT_HARNESS_CLI_HUNT_PLAN_H_
#define RACEKIT_HARNESS_CLI_HUNT_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/cli/hunt/build_variants.h"
#include "harness/cli/hunt/run_budget.h"
#include "scenarios/scenario.h"

namespace racekit::cli {

// What the user asked for. Empty lists choose everything.
struct HuntOptions {
  std::vector<std::string> scenarios;  // globs of names; "bank" is "bank/*"
  std::vector<std::string> variants;   // globs of names of variants
  std::vector<std::string> builds;     // names of build variants
  std::optional<std::int64_t> runs;
  std::optional<absl::Duration> time;     // of each item
  std::optional<absl::Duration> timeout;  // of each item's runner
  std::uint64_t seed = 1;
  int jobs = 1;
};

struct HuntItem {
  const scenarios::Scenario* scenario = nullptr;
  const scenarios::Variant* variant = nullptr;
  const BuildVariant* build = nullptr;
  RunBudget budget;
  // One of those whose rates with and without injected sleeps are compared: it
  // runs alone, since others on the same cores would blur both.
  bool compared = false;

  const scenarios::Expectation& expectation() const {
    return variant->*(build->expectation);
  }
};

// In the order of `scenarios`, their variants, and `builds`. InvalidArgument
// for a name or glob that matches nothing, with the names that are near.
//
// Without --runs and --time each item gets a part of a second; where what must
// be found does not show in it, patience (RunBudget) makes it as long as a
// loaded machine needs. With one of the two, that alone is the limit.
absl::StatusOr<std::vector<HuntItem>> MakePlan(
    const HuntOptions& options,
    const std::vector<scenarios::Scenario>& scenarios,
    const std::vector<BuildVariant>& builds);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_PLAN_H_
