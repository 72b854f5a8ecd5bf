// Every variant of every scenario is as the scenario says, within the budget
// that it names: races are found, fixes are silent. A test for each, in each
// way of running.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "harness/options.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/expectation.h"
#include "harness/scenario/run_scenario.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::AllScenarios;
using scenarios::Scenario;
using scenarios::Variant;

struct Case {
  const Scenario* scenario;
  const Variant* variant;
};

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const Scenario& scenario : AllScenarios()) {
    for (const Variant& variant : scenario.variants) {
      cases.push_back({&scenario, &variant});
    }
  }
  return cases;
}

// "counter/unlocked" and "absl-mutex" become "counter_unlocked_absl_mutex".
std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.scenario->name + "_" + info.param.variant->name;
  for (char& c : name) {
    if (c == '/' || c == '-') c = '_';
  }
  return name;
}

class ScenarioTest : public ::testing::TestWithParam<Case> {};

TEST_P(ScenarioTest, IsAsItSays) {
  const auto& [scenario, variant] = GetParam();
  const Report report = RunScenario(
      *scenario, *variant, GlobalOptions().ApplyTo(ScenarioOptions(*variant)));
  RecordProperty("racekit_found", FoundText(report));
  EXPECT_EQ(Unexpected(ExpectationHere(*variant), report), "")
      << ReportToText(report);
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioTest, ::testing::ValuesIn(Cases()),
                         CaseName);

}  // namespace
}  // namespace racekit
