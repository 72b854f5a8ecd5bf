// The flags of `racekit hunt`.

#ifndef RACEKIT_HARNESS_CLI_HUNT_FLAGS_H_
#define RACEKIT_HARNESS_CLI_HUNT_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/cli/flags.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

const std::vector<FlagInfo>& HuntFlags();

// What `racekit hunt --help` says.
std::string HuntHelp();

// InvalidArgument, naming flag and value, for a value that makes no sense.
absl::StatusOr<HuntOptions> HuntOptionsFrom(const ParsedFlags& flags);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_FLAGS_H_
