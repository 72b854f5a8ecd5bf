#include "harness/explore/departure.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "harness/explore/outcome_findings.h"

namespace racekit::internal {
namespace {

using schedule::Departure;

std::string Text(const Departure& departure) {
  const std::string expected = ThreadName(departure.expected);
  if (departure.what == Departure::What::kEndedEarly) {
    return absl::StrCat("the execution ended after ", departure.choice,
                        " choices, where the recording goes on with ",
                        expected);
  }
  const bool exists = departure.expected < departure.thread_count;
  return absl::StrCat("at choice ", departure.choice + 1,
                      " the recording goes on with ", expected, ", which ",
                      exists ? "cannot go on" : "does not exist", " here; ",
                      ThreadName(departure.chosen), " went on instead");
}

}  // namespace

Finding DepartureFinding(const Departure& departure) {
  Finding finding;
  finding.kind = FindingKind::kDivergence;
  finding.message =
      absl::StrCat("the replay left the recording: ", Text(departure));
  finding.notes = {
      "possible causes: the program was changed or built otherwise since; it "
      "is another test; the body depends on something besides the order of its "
      "threads (clocks of the hardware, random numbers, addresses, threads "
      "that racekit does not control, state left by an earlier execution: see "
      "RACEKIT_ISOLATION=fork)"};
  finding.detector = "explore";
  finding.fingerprint = "departure";
  return finding;
}

}  // namespace racekit::internal
