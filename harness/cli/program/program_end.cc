#include "harness/cli/program/program_end.h"

#include <cstdio>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "detectors/finding.h"

namespace racekit::cli {

ExitCode FailProgram(const std::string& subcommand,
                     const absl::Status& status) {
  std::fprintf(stderr, "racekit %s: %s\n", subcommand.c_str(),
               std::string(status.message()).c_str());
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      std::fprintf(stderr, "`racekit %s --help` explains all flags.\n",
                   subcommand.c_str());
      return kMisuse;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnavailable:
      return kMisuse;
    default:
      return kOwnFault;
  }
}

ExitCode ProgramExitCode(const Report& report,
                         const std::set<FindingKind>& failures) {
  for (const Finding& finding : report.findings) {
    if (failures.count(finding.kind) != 0) return kNotAsExpected;
  }
  return kAsExpected;
}

}  // namespace racekit::cli
