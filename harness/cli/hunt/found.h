// What a report found, in short.

#ifndef RACEKIT_HARNESS_CLI_HUNT_FOUND_H_
#define RACEKIT_HARNESS_CLI_HUNT_FOUND_H_

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace racekit::cli {

// The kinds and the detectors of the findings, each once, most frequent first.
std::vector<std::string> FoundKinds(const Report& report);
std::vector<std::string> FoundBy(const Report& report);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_FOUND_H_
