// The results of a hunt as JSON, for other programs.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RESULT_JSON_H_
#define RACEKIT_HARNESS_CLI_HUNT_RESULT_JSON_H_

#include <string>
#include <vector>

#include "harness/cli/hunt/item_result.h"

namespace racekit::cli {

inline constexpr int kHuntJsonVersion = 1;

// An object with "version" (grows with every incompatible change), "ok",
// "counts", and "items": for each scenario, variant and build what was
// expected, the verdict, and the report as harness/report/json.h defines it, or
// the error. Indented.
std::string ResultsToJson(const std::vector<ItemResult>& results);

// For --list --json: the scenarios of the plan with all that describes them.
std::string ScenariosToJson(const std::vector<HuntItem>& plan);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RESULT_JSON_H_
