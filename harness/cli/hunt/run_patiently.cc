#include "harness/cli/hunt/run_patiently.h"

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

}  // namespace

Report RunPatiently(const scenarios::Scenario& scenario,
                    const scenarios::Variant& variant,
                    const RunBudget& budget) {
  const scenarios::Expectation& expectation = ExpectationHere(variant);
  StressOptions options = ScenarioOptions(variant);
  options.runs = budget.runs;
  options.time = budget.time;
  options.seed = budget.seed;
  options.compare_without_injection = budget.compare;
  Report report = RunScenario(scenario, variant, options);

  // Time was up before the runs were: what is expected may be yet to come. What
  // must not come has had its chance.
  options.compare_without_injection = false;
  options.stop_at_first = true;
  while (expectation.verdict == scenarios::Expectation::Verdict::kFound &&
         !Unexpected(expectation, report).empty() &&
         report.injected.runs < budget.runs &&
         absl::Seconds(report.seconds) < budget.patience) {
    options.runs = budget.runs - report.injected.runs;
    options.time = budget.patience - absl::Seconds(report.seconds);
    ++options.seed;  // other delays than in the runs before
    AddReport(report, RunScenario(scenario, variant, options));
  }
  return report;
}

}  // namespace racekit::cli
