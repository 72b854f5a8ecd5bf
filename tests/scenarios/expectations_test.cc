// Every variant of every scenario is as the scenario says: races are found,
// fixes are silent in all the runs that it names. A test for each, in each way
// of running.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "harness/options.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/expectation.h"
#include "harness/scenario/run_patiently.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::AllScenarios;
using scenarios::Expectation;
using scenarios::Scenario;
using scenarios::Variant;

struct Case {
  const Scenario* scenario;
  const Variant* variant;
};

std::vector<Case> Cases(bool racy) {
  std::vector<Case> cases;
  for (const Scenario& scenario : AllScenarios()) {
    for (const Variant& variant : scenario.variants) {
      if (variant.racy == racy) cases.push_back({&scenario, &variant});
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

// What must be found is waited for, and enough once it is there: on a machine
// that does other things as well, it may take its time.
constexpr absl::Duration kPatience = absl::Seconds(60);

TEST_P(ScenarioTest, IsAsItSays) {
  const auto& [scenario, variant] = GetParam();
  StressOptions options = ScenarioOptions(*variant);
  options.stop_at_first =
      ExpectationHere(*variant).verdict == Expectation::Verdict::kFound;
  const Report report = RunPatiently(
      *scenario, *variant, GlobalOptions().ApplyTo(options), {kPatience});
  RecordProperty("racekit_found", FoundText(report));
  RecordProperty("racekit_runs", absl::StrCat(report.executions));
  EXPECT_EQ(Unexpected(ExpectationHere(*variant), report), "")
      << ReportToText(report);
}

INSTANTIATE_TEST_SUITE_P(Racy, ScenarioTest, ::testing::ValuesIn(Cases(true)),
                         CaseName);
INSTANTIATE_TEST_SUITE_P(Fixed, ScenarioTest, ::testing::ValuesIn(Cases(false)),
                         CaseName);

}  // namespace
}  // namespace racekit
