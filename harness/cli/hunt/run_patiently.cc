#include "harness/cli/hunt/run_patiently.h"

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "harness/cli/hunt/run_budget.h"
#include "harness/report/report.h"
#include "harness/scenario/expectation.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "harness/stress/finding_set.h"
#include "scenarios/scenario.h"

namespace racekit::cli {
namespace {

using scenarios::Expectation;

void AddRate(FailureRate& sum, const FailureRate& more) {
  sum.runs += more.runs;
  sum.failures += more.failures;
}

// Adds what later runs of the same hunt brought.
void AddReport(Report& sum, const Report& more) {
  internal::FindingSet findings;
  for (const Finding& finding : sum.findings) findings.Add(finding);
  for (Finding finding : more.findings) {
    finding.first_execution += sum.executions;
    findings.Add(finding);
  }
  sum.findings = findings.Sorted();
  sum.executions += more.executions;
  sum.failed_executions += more.failed_executions;
  sum.seconds += more.seconds;
  AddRate(sum.injected, more.injected);
  if (sum.plain && more.plain) AddRate(*sum.plain, *more.plain);
}

// However slow the machine.
constexpr std::int64_t kLeastRuns = 3;

// How many runs there must have been, time or no time. What is expected to be
// found may yet come in any of them.
std::int64_t WantedRuns(const Expectation& expectation,
                        const RunBudget& budget) {
  return expectation.verdict == Expectation::Verdict::kFound
             ? budget.runs
             : std::min(budget.runs, kLeastRuns);
}

// No further run can change the verdict.
bool IsSettled(const Expectation& expectation, const Report& report) {
  const bool as_expected = Unexpected(expectation, report).empty();
  return expectation.verdict == Expectation::Verdict::kFound ? as_expected
                                                             : !as_expected;
}

}  // namespace

Report RunPatiently(const scenarios::Scenario& scenario,
                    const scenarios::Variant& variant,
                    const RunBudget& budget) {
  const Expectation& expectation = ExpectationHere(variant);
  StressOptions options = ScenarioOptions(variant);
  options.runs = budget.runs;
  options.time = budget.time;
  options.seed = budget.seed;
  options.compare_without_injection = budget.compare;
  Report report = RunScenario(scenario, variant, options);

  // Time was up before the runs were, and perhaps before anything could show.
  options.compare_without_injection = false;
  options.stop_at_first = true;
  const std::int64_t wanted = WantedRuns(expectation, budget);
  while (report.injected.runs < wanted && !IsSettled(expectation, report) &&
         absl::Seconds(report.seconds) < budget.patience) {
    options.runs = wanted - report.injected.runs;
    options.time = budget.patience - absl::Seconds(report.seconds);
    ++options.seed;  // other delays than in the runs before
    AddReport(report, RunScenario(scenario, variant, options));
  }
  return report;
}

}  // namespace racekit::cli
