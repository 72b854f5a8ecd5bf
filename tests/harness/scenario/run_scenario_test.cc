#include "harness/scenario/run_scenario.h"

#include <string>

#include "absl/time/time.h"
#include "detectors/finding.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/stress.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Either;
using scenarios::Fixed;
using scenarios::Found;
using scenarios::Racy;
using scenarios::Scenario;
using scenarios::Silent;
using scenarios::Variant;

std::string AlwaysBroken() { return "two plus two is 5"; }
std::string NeverBroken() { return ""; }

Scenario OfKind(const std::string& kind) {
  Scenario scenario;
  scenario.name = "family/name";
  scenario.kind = kind;
  return scenario;
}

Report Hunt(const std::string& kind, std::string (*run)()) {
  const Variant variant = Fixed("variant", run, /*runs=*/3);
  return RunScenario(OfKind(kind), variant, ScenarioOptions(variant));
}

TEST(RunScenario, RunsTheVariantAsOftenAsItAsks) {
  const Report report = Hunt("lost-update", NeverBroken);
  EXPECT_EQ(report.test, "family/name:variant");
  EXPECT_EQ(report.executions, 3);
  EXPECT_TRUE(report.ok());
}

TEST(RunScenario, AnObservationIsAFindingOfTheScenariosKind) {
  const Report report = Hunt("torn-output", AlwaysBroken);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kTornOutput);
  EXPECT_EQ(report.findings[0].message, "two plus two is 5");
  EXPECT_EQ(report.findings[0].count, 3);
}

// A wrong result does not prove a data race or a deadlock.
TEST(RunScenario, ClaimsNoKindThatAnObservationCannotEstablish) {
  for (const char* kind : {"data-race", "deadlock", "use-after-free"}) {
    const Report report = Hunt(kind, AlwaysBroken);
    ASSERT_EQ(report.findings.size(), 1u) << kind;
    EXPECT_EQ(report.findings[0].kind, FindingKind::kAssertion) << kind;
  }
}

TEST(ScenarioOptions, StopAtTheFirstHangOfAVariantThatIsToHang) {
  const StressOptions hanging = ScenarioOptions(
      Racy("racy", NeverBroken, Found({"deadlock", "hang"}),
           Found({"lock-order"}), Found({"deadlock"}), /*runs=*/40));
  EXPECT_TRUE(hanging.stop_at_first);
  EXPECT_LE(hanging.run_timeout, absl::Seconds(1));

  const StressOptions other = ScenarioOptions(
      Racy("racy", NeverBroken, Either(), Silent(), Silent(), /*runs=*/40));
  EXPECT_FALSE(other.stop_at_first);
  EXPECT_EQ(other.run_timeout, StressOptions().run_timeout);
  EXPECT_EQ(other.runs, 40);
}

}  // namespace
}  // namespace racekit
