// A race condition that is no data race: stress sees the lost updates, and
// ThreadSanitizer, which is right, has nothing to say while they are lost.

#include <algorithm>
#include <string>

#include "detectors/finding.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "harness/tsan/collector.h"
#include "scenarios/counter/counter.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Scenario;
using scenarios::Variant;

bool Has(const Report& report, FindingKind kind) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [kind](const Finding& f) { return f.kind == kind; });
}

// As RunScenario() does it, but a broken invariant counts in the tsan variant
// too.
Report BelieveTheScenario(const Variant& variant) {
  return Stress([&variant] { return variant.run(); }, FindingKind::kLostUpdate,
                ScenarioOptions(variant));
}

TEST(LockedAccessByAccess, LosesUpdatesAndHasNoDataRace) {
  const Scenario scenario = scenarios::counter::LockedAccessByAccess();
  const Report report = BelieveTheScenario(scenario.variants.front());
  EXPECT_TRUE(Has(report, FindingKind::kLostUpdate)) << ReportToText(report);
  // Nothing else, in particular no word of ThreadSanitizer's.
  EXPECT_EQ(report.findings.size(), 1u) << ReportToText(report);
}

TEST(LockedAccessByAccess, IsSilentUnderThreadSanitizerAlone) {
  const Scenario scenario = scenarios::counter::LockedAccessByAccess();
  const Variant& racy = scenario.variants.front();
  const Report report = RunScenario(scenario, racy, ScenarioOptions(racy));
  EXPECT_EQ(report.executions, racy.runs);
  EXPECT_EQ(report.ok(), internal::TsanActive()) << ReportToText(report);
}

// The twin without locks, in the same binary: the silence above is not that of
// a broken instrument.
TEST(Unlocked, IsADataRaceToThreadSanitizer) {
  const Scenario scenario = scenarios::counter::Unlocked();
  const Report report = BelieveTheScenario(scenario.variants.front());
  EXPECT_TRUE(Has(report, FindingKind::kLostUpdate)) << ReportToText(report);
  EXPECT_EQ(Has(report, FindingKind::kDataRace), internal::TsanActive())
      << ReportToText(report);
}

}  // namespace
}  // namespace racekit
