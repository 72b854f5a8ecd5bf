// Runs a program that was compiled by racekit in such a way that it is explored
// (harness/whole/), and takes in what it finds.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_EXPLORE_PROGRAM_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_EXPLORE_PROGRAM_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "harness/report/report.h"

namespace racekit::cli {

struct ProgramRun {
  std::vector<std::string> command;  // the program and its arguments
  // For the program's process: RACEKIT_SEED and its like, and those of
  // harness/whole/request.h.
  std::map<std::string, std::string> environment;
  // For files of this run; made empty first, and removed at the end.
  std::string scratch;
  // Where what executions wrote is kept, if not empty: "EXECUTION.stdout".
  std::string outputs;
};

struct ProgramObserver {
  // So many executions are over; called several times a second.
  absl::FunctionRef<void(std::int64_t executions)> progress;
  // Something new was found; findings are not yet explained.
  absl::FunctionRef<void(const Report& so_far)> found;
  // True if the program is to be stopped. What it found is returned then.
  absl::FunctionRef<bool()> stop;
};

// NotFound, PermissionDenied: there is no such program. FailedPrecondition: it
// was not compiled by racekit. InvalidArgument: it does not accept what is
// asked, and has said so on standard error. Internal: it ended otherwise than
// it should, or what it wrote is no report.
absl::StatusOr<Report> ExploreProgram(const ProgramRun& run,
                                      const ProgramObserver& observer);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_EXPLORE_PROGRAM_H_
