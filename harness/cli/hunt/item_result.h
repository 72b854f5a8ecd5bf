// What came of one item of a hunt.

#ifndef RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_
#define RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_

#include <optional>
#include <string>

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

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_ITEM_RESULT_H_
