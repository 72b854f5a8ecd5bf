// A file's contents.

#ifndef RACEKIT_HARNESS_CLI_READ_FILE_H_
#define RACEKIT_HARNESS_CLI_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace racekit::cli {

// All of it. NotFound names the path and what the system said, whatever the
// reason is: the user named a file that cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_READ_FILE_H_
