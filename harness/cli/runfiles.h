// Where racekit finds the files that were built with it.

#ifndef RACEKIT_HARNESS_CLI_RUNFILES_H_
#define RACEKIT_HARNESS_CLI_RUNFILES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace racekit::cli {

// The absolute path of a file given relative to racekit's workspace, such as
// "harness/cli/doctor.sh": whether racekit was started by `bazel run`, from
// bazel-bin, through a symbolic link, within the runfiles of another target, or
// is installed (harness/install/).
// NotFound, naming all the places where it is not.
absl::StatusOr<std::string> FindRunfile(std::string_view path);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_RUNFILES_H_
