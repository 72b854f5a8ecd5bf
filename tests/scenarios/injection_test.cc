// What injected sleeps are for: they make races show.

#include <sched.h>

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

// On one processor threads meet in the middle of what they do where somebody
// sleeps there, and hardly ever else: so it is the injected sleeps alone that
// are compared with none, and not what other programs on a busy machine do to
// the threads, which is much the same thing.
class Injection : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(sched_getaffinity(0, sizeof(before_), &before_), 0);
    const int processor = sched_getcpu();
    ASSERT_GE(processor, 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  }
  void TearDown() override { sched_setaffinity(0, sizeof(before_), &before_); }

 private:
  cpu_set_t before_;
};

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

TEST_F(Injection, TellsOnTheUnlockedCounter) {
  ExpectInjectionTells(scenarios::counter::Unlocked(), 50);
}

TEST_F(Injection, TellsOnTheBank) {
  ExpectInjectionTells(scenarios::bank::DepositWithdraw(), 400);
}

TEST_F(Injection, TellsOnReadSleepWrite) {
  ExpectInjectionTells(scenarios::counter::ReadSleepWrite(), 50);
}

}  // namespace
}  // namespace racekit
