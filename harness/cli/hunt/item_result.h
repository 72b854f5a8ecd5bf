// What came of one item of a hunt.

#ifndef RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_
#define RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/exit_code.h"
#include "harness/cli/hunt/plan.h"
#include "harness/report/report.h"

namespace racekit::cli {

struct ItemResult {
  enum class Verdict {
    kAsExpected,
    kNotAsExpected,
    kBroken,  // the runner gave no report: our fault, and nothing is known
  };

  HuntItem item;
  Verdict verdict = Verdict::kBroken;
  Report report;      // empty if kBroken
  std::string error;  // what went wrong, where kBroken
};

// What a hunt with these results tells by its exit code. A broken runner weighs
// most: nothing can be said of what it should have told.
ExitCode ExitCodeFor(const std::vector<ItemResult>& results);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_
