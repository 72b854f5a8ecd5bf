// What `racekit hunt --json=FILE -- PROGRAM` writes: docs/whole-programs.md
// lists the members.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_JSON_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_JSON_H_

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace racekit::cli {

// `complete`: the hunt is over; false while it goes on.
std::string ProgramToJson(const Report& report,
                          const std::vector<std::string>& command,
                          bool complete);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_JSON_H_
