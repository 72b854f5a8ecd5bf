// How `racekit hunt -- PROGRAM` and `racekit replay` end.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_END_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_END_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "detectors/finding_kind.h"
#include "harness/cli/exit_code.h"
#include "harness/report/report.h"

namespace racekit::cli {

// Says what is wrong, on standard error, and returns the exit code for it: the
// user's mistake or ours.
ExitCode FailProgram(const std::string& subcommand, const absl::Status& status);

// Whether something of these kinds was found.
ExitCode ProgramExitCode(const Report& report,
                         const std::set<FindingKind>& failures);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_END_H_
