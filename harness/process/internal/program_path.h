// Which file a program's name stands for.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_PROGRAM_PATH_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_PROGRAM_PATH_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace racekit::internal {

// The absolute path of the executable file that `program` names: itself, seen
// from the current directory, if it has a slash, else the first match in
// `search_path` (as PATH). NotFound, PermissionDenied or InvalidArgument, with
// `program` and where it was looked for.
absl::StatusOr<std::string> FindProgram(const std::string& program,
                                        std::string_view search_path);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_PROGRAM_PATH_H_
