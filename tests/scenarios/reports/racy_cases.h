// Every variant of a scenario in which explore must find something.

#ifndef RACEKIT_TESTS_SCENARIOS_REPORTS_RACY_CASES_H_
#define RACEKIT_TESTS_SCENARIOS_REPORTS_RACY_CASES_H_

#include <cctype>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "harness/report/report.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit {

struct RacyCase {
  const scenarios::Scenario* scenario;
  const scenarios::Variant* variant;
};

inline std::vector<RacyCase> RacyCases() {
  std::vector<RacyCase> cases;
  for (const scenarios::Scenario& scenario : scenarios::AllScenarios()) {
    for (const scenarios::Variant& variant : scenario.variants) {
      if (variant.explore.verdict == scenarios::Expectation::Verdict::kFound) {
        cases.push_back({&scenario, &variant});
      }
    }
  }
  return cases;
}

// "bank_deposit_withdraw_racy": for names of tests and files.
inline std::string NameOf(const RacyCase& c) {
  std::string name = c.scenario->name + "_" + c.variant->name;
  for (char& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}

// All its executions, however busy the machine is.
inline Report RunCase(const RacyCase& c) {
  StressOptions options = ScenarioOptions(*c.variant);
  options.time = absl::InfiniteDuration();
  return RunScenario(*c.scenario, *c.variant, options);
}

}  // namespace racekit

#endif  // RACEKIT_TESTS_SCENARIOS_REPORTS_RACY_CASES_H_
