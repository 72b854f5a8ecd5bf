#include "harness/scenario/run_scenario.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "detectors/finding.h"
#include "detectors/finding_kind.h"
#include "harness/report/report.h"
#include "harness/scenario/run_here.h"
#include "harness/stress.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using internal::Way;
using scenarios::Expectation;
using scenarios::Scale;
using scenarios::Scenario;
using scenarios::Variant;

bool Names(const Expectation& expectation, const std::string& kind) {
  return std::find(expectation.kinds.begin(), expectation.kinds.end(), kind) !=
         expectation.kinds.end();
}

}  // namespace

const Expectation& ExpectationHere(const Variant& variant) {
  switch (internal::WayHere()) {
    case Way::kTsan:
      return variant.tsan;
    case Way::kExplore:
      return variant.explore;
    case Way::kStress:
      break;
  }
  return variant.stress;
}

FindingKind ObservationKind(const Scenario& scenario) {
  const FindingKind kind =
      ParseFindingKind(scenario.kind).value_or(FindingKind::kAssertion);
  switch (kind) {
    case FindingKind::kAtomicityViolation:
    case FindingKind::kLostUpdate:
    case FindingKind::kLostWakeup:
    case FindingKind::kOrderViolation:
    case FindingKind::kTornOutput:
      return kind;
    default:
      return FindingKind::kAssertion;
  }
}

StressOptions ScenarioOptions(const Variant& variant) {
  StressOptions options;
  const bool controlled = internal::WayHere() == Way::kExplore;
  options.runs = controlled ? variant.executions : variant.runs;
  options.time = absl::InfiniteDuration();
  if (Names(variant.stress, "hang")) {
    options.run_timeout = absl::Seconds(1);
    options.kill_grace = absl::Milliseconds(100);
    options.stop_at_first = Names(ExpectationHere(variant), "hang");
  }
  return options;
}

Report RunScenario(const Scenario& scenario, const Variant& variant,
                   const StressOptions& options) {
  const Way way = internal::WayHere();
  const Scale scale = way == Way::kExplore ? Scale::kSmall : Scale::kFull;
  Report report = internal::RunHere(
      [&]() -> std::string {
        std::string observed = variant.run(scale);
        return way == Way::kTsan ? "" : observed;
      },
      ObservationKind(scenario), options);
  report.test = absl::StrCat(scenario.name, ":", variant.name);
  return report;
}

}  // namespace racekit
