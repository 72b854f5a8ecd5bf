// What injected sleeps are for: they make races show.

#include <string>

#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "scenarios/bank/bank.h"
#include "scenarios/counter/counter.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Scenario;
using scenarios::Variant;

double Share(const FailureRate& rate) {
  return rate.runs == 0 ? 0.0
                        : static_cast<double>(rate.failures) /
                              static_cast<double>(rate.runs);
}

// By ten times, or to nine runs in ten. The runs that decide it are as many as
// make chance negligible.
void ExpectInjectionTells(const Scenario& scenario, int runs) {
  const Variant& racy = scenario.variants.front();
  StressOptions options = ScenarioOptions(racy);
  options.runs = runs;
  options.compare_without_injection = true;
  const Report report = RunScenario(scenario, racy, options);
  ASSERT_TRUE(report.plain.has_value());
  const double injected = Share(report.injected);
  EXPECT_TRUE(injected > 0.9 || injected >= 10 * Share(*report.plain))
      << ReportToText(report);
  EXPECT_GT(report.injected.failures, 0) << ReportToText(report);
}

TEST(Injection, TellsOnTheUnlockedCounter) {
  ExpectInjectionTells(scenarios::counter::Unlocked(), 50);
}

TEST(Injection, TellsOnTheBank) {
  ExpectInjectionTells(scenarios::bank::DepositWithdraw(), 400);
}

TEST(Injection, TellsOnReadSleepWrite) {
  ExpectInjectionTells(scenarios::counter::ReadSleepWrite(), 50);
}

}  // namespace
}  // namespace racekit
