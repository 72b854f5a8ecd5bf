// Scenarios that no code stands behind, for fake_runner.sh.

#ifndef RACEKIT_TESTS_HARNESS_CLI_HUNT_HUNT_TEST_UTIL_H_
#define RACEKIT_TESTS_HARNESS_CLI_HUNT_HUNT_TEST_UTIL_H_

#include <string>
#include <vector>

#include "harness/cli/hunt/build_variants.h"
#include "harness/cli/hunt/plan.h"
#include "scenarios/scenario.h"

namespace racekit::cli {

std::string FakeRunner();  // its path

scenarios::Variant FakeVariant(std::string name, bool racy,
                               scenarios::Expectation stress,
                               scenarios::Expectation tsan);
scenarios::Scenario FakeScenario(std::string name,
                                 std::vector<scenarios::Variant> variants);

// "stress", which compares, and "tsan", which reports once.
const std::vector<BuildVariant>& FakeBuilds();

// A plan of all, or the error that there must not be.
std::vector<HuntItem> MustPlan(
    const std::vector<scenarios::Scenario>& scenarios,
    const HuntOptions& options = {});

}  // namespace racekit::cli

#endif  // RACEKIT_TESTS_HARNESS_CLI_HUNT_HUNT_TEST_UTIL_H_
