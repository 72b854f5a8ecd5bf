// The argument and environment vectors of a new process.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_ENVIRONMENT_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/process/command.h"

namespace racekit::internal {

// "NAME=value" for each variable, sorted by name. InvalidArgument for a name or
// value that no environment can hold.
absl::StatusOr<std::vector<std::string>> MakeEnvironment(
    const Command& command);

// InvalidArgument if an argument, the program or the directory has a NUL byte:
// the kernel would cut it short.
absl::Status CheckArguments(const Command& command);

// What execve() takes: pointers into `strings`, then a null pointer.
std::vector<char*> ToPointers(std::vector<std::string>& strings);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_ENVIRONMENT_H_
