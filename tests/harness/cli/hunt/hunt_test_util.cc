#include "tests/harness/cli/hunt/hunt_test_util.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "harness/cli/hunt/build_variants.h"
#include "harness/cli/hunt/plan.h"
#include "scenarios/scenario.h"
#include "tests/runfile.h"

namespace racekit::cli {

std::string FakeRunner() { return Runfile("tests/harness/cli/fake_runner.sh"); }

scenarios::Variant FakeVariant(std::string name, bool racy,
                               scenarios::Expectation stress,
                               scenarios::Expectation tsan) {
  scenarios::Variant variant;
  variant.name = std::move(name);
  variant.racy = racy;
  variant.stress = std::move(stress);
  variant.tsan = std::move(tsan);
  return variant;
}

scenarios::Scenario FakeScenario(std::string name,
                                 std::vector<scenarios::Variant> variants) {
  scenarios::Scenario scenario;
  scenario.name = std::move(name);
  scenario.kind = "lost-update";
  scenario.summary = "Two threads count to eight.";
  scenario.invariant = "the counter ends at 8";
  scenario.observed = "counter is 7, not 8";
  scenario.variants = std::move(variants);
  return scenario;
}

const std::vector<BuildVariant>& FakeBuilds() {
  using scenarios::Variant;
  static const auto* const builds = new std::vector<BuildVariant>{
      {"stress", "", &Variant::stress, true, false},
      {"tsan", "", &Variant::tsan, false, true}};
  return *builds;
}

std::vector<HuntItem> MustPlan(
    const std::vector<scenarios::Scenario>& scenarios,
    const HuntOptions& options) {
  auto plan = MakePlan(options, scenarios, FakeBuilds());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *std::move(plan) : std::vector<HuntItem>();
}

}  // namespace racekit::cli
