// The tables that a hunt ends in.

#ifndef RACEKIT_HARNESS_CLI_HUNT_RESULT_TEXT_H_
#define RACEKIT_HARNESS_CLI_HUNT_RESULT_TEXT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "harness/cli/hunt/item_result.h"
#include "scenarios/scenario.h"

namespace racekit::cli {

// A row for each item: what was expected, what was found, how often, by whom.
std::string ResultTable(const std::vector<ItemResult>& results);

// A row for each compared item: its failure rate without and with injected
// sleeps. Empty if there is none.
std::string ComparisonTable(const std::vector<ItemResult>& results);

// What is not as it should be, at length, each with a command that repeats it.
// Empty if all is.
std::string Complaints(const std::vector<ItemResult>& results);

// The last line.
std::string Summary(const std::vector<ItemResult>& results,
                    absl::Duration duration);

// For --list: scenarios, what they are about, their variants.
std::string ScenarioList(const std::vector<HuntItem>& plan);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_RESULT_TEXT_H_
