// The flags of `racekit hunt -- PROGRAM`, `racekit replay` and `racekit
// deflake`.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_FLAGS_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_FLAGS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "detectors/finding_kind.h"
#include "harness/cli/flags.h"

namespace racekit::cli {

const std::vector<FlagInfo>& ProgramHuntFlags();
const std::vector<FlagInfo>& ReplayFlags();
const std::vector<FlagInfo>& DeflakeFlags();

// What stands before "--", and the command behind it.
struct SplitArgs {
  bool has_command = false;  // there is a "--"
  std::vector<std::string> flags;
  std::vector<std::string> command;
};
SplitArgs SplitAtDashes(const std::vector<std::string>& args);

// What the flags ask of the program, as variables for its environment.
// InvalidArgument, naming flag and value, for one that makes no sense.
absl::StatusOr<std::map<std::string, std::string>> EnvironmentFrom(
    const ParsedFlags& flags);

// The kinds that --fail-on names; all where it is not given.
absl::StatusOr<std::set<FindingKind>> FailureKinds(const ParsedFlags& flags);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_FLAGS_H_
