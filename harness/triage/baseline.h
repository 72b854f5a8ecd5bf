// What is known already: a file of races that a team has accepted for a while,
// so that only new ones fail a build.

#ifndef RACEKIT_HARNESS_TRIAGE_BASELINE_H_
#define RACEKIT_HARNESS_TRIAGE_BASELINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace racekit::triage {

struct BaselineEntry {
  std::string fingerprint;
  std::string message;  // for whoever reads the file; not compared
  std::string owner;
  std::optional<absl::CivilDay> expires;  // the last day on which it counts
  std::string note;
};

struct Baseline {
  std::vector<BaselineEntry> entries;

  const BaselineEntry* Find(std::string_view fingerprint) const;
};

// JSON, with entries in order of fingerprint, so that two teams' changes merge.
std::string BaselineToJson(const Baseline& baseline);

// InvalidArgument names the member and what is wrong with it.
absl::StatusOr<Baseline> BaselineFromJson(std::string_view text);

// "2026-11-25". InvalidArgument for anything else.
absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text);

}  // namespace racekit::triage

#endif  // RACEKIT_HARNESS_TRIAGE_BASELINE_H_
