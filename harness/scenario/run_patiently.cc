#include "harness/scenario/run_patiently.h"

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "harness/report/report.h"
#include "harness/scenario/expectation.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "harness/stress/finding_set.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Expectation;

// Adds what a later round brought.
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
  sum.injected.runs += more.injected.runs;
  sum.injected.failures += more.injected.failures;
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
                    const StressOptions& options, const Patience& patience) {
  const Expectation& expectation = ExpectationHere(variant);
  const bool is_awaited = expectation.verdict == Expectation::Verdict::kFound;
  const std::int64_t least = options.runs > 0
                                 ? std::min(options.runs, patience.least_runs)
                                 : patience.least_runs;
  Report report = RunScenario(scenario, variant, options);

  StressOptions further = options;
  further.compare_without_injection = false;
  while (!IsSettled(expectation, report)) {
    const absl::Duration left = patience.time - absl::Seconds(report.seconds);
    const std::int64_t lacking = least - report.executions;
    ++further.seed;  // other delays than in the rounds before
    if (is_awaited && left > absl::ZeroDuration()) {
      further.stop_at_first = true;
      further.time = left;
      further.inject = !further.inject;
    } else if (lacking > 0) {
      further.runs = lacking;
      further.time = absl::InfiniteDuration();
    } else {
      break;
    }
    const Report round = RunScenario(scenario, variant, further);
    if (round.executions == 0) break;  // no worker could be started
    AddReport(report, round);
  }
  return report;
}

}  // namespace racekit
