#include "benchmarks/buggy_programs.h"

#include <fnmatch.h>

#include <optional>
#include <utility>

#include "harness/scenario/run_scenario.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"
#include "tests/harness/explore/small_programs.h"

namespace racekit::benchmarks {

using scenarios::Expectation;
using scenarios::Scale;
using scenarios::Scenario;
using scenarios::Variant;

std::vector<BuggyProgram> BuggyPrograms(const std::string& glob) {
  std::vector<BuggyProgram> programs;
  const auto add = [&](BuggyProgram program) {
    if (fnmatch(glob.c_str(), program.name.c_str(), 0) == 0) {
      programs.push_back(std::move(program));
    }
  };
  for (const Scenario& scenario : scenarios::AllScenarios()) {
    for (const Variant& variant : scenario.variants) {
      if (variant.explore.verdict != Expectation::Verdict::kFound) continue;
      add({scenario.name + ":" + variant.name, ObservationKind(scenario),
           [&variant] { return variant.run(Scale::kSmall); }});
    }
  }
  for (const SmallProgram& program : SmallPrograms()) {
    add({program.name, FindingKind::kLostUpdate, program.body});
  }
  return programs;
}

bool FailingExecutions::Next() {
  constexpr int kTries = 5'000;
  for (int i = 0; i < kTries; ++i) {
    const std::optional<internal::Execution> execution =
        executor_.Execute(&portfolio_, number_++);
    if (execution->findings.empty()) continue;
    finding_ = execution->findings[0];
    schedule_.CopyFrom(executor_.schedule());
    return true;
  }
  return false;
}

}  // namespace racekit::benchmarks
