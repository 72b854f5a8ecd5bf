#include "harness/explore/self_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"
#include "harness/explore.h"
#include "harness/explore/planted.h"

namespace racekit::internal {
namespace {

bool Has(const Report& report, FindingKind kind) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [kind](const Finding& f) { return f.kind == kind; });
}

std::string Missed(const char* what, const Report& report) {
  return absl::StrCat(
      "a planted ", what, " was not found in ", report.executions,
      " executions; is the binary built by race_test(), with its "
      "dependencies, and do its calls of pthread_* arrive at racekit (no "
      "-static, no LD_PRELOAD that defines them)?");
}

std::string Check() {
  ExploreOptions options;
  options.executions = 100;
  options.time = absl::InfiniteDuration();
  options.stop_at_first = true;
  options.shrink = 0;
  const Report race = Explore(&PlantedDataRace, options);
  if (!Has(race, FindingKind::kDataRace)) return Missed("data race", race);
  const Report update =
      Explore(&PlantedLostUpdate, FindingKind::kLostUpdate, options);
  if (!Has(update, FindingKind::kLostUpdate)) {
    return Missed("lost update", update);
  }
  return "";
}

}  // namespace

const std::string& SelfCheck() {
  static const auto* const broken = new std::string(Check());
  return *broken;
}

}  // namespace racekit::internal
