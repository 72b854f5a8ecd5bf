// Opens what a Command's three streams lead to.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_STDIO_ENDS_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_STDIO_ENDS_H_

#include "absl/status/statusor.h"
#include "harness/process/command.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {

// The ends of one stream.
struct StdioEnds {
  // What the child gets. Never 0, 1 or 2, so that putting the three in place
  // overwrites none of them. Invalid where the child keeps the parent's, or
  // has its error go where its output goes.
  UniqueFd child;
  UniqueFd parent;  // only of a pipe; does not block
};

// `number` is 0 for input, 1 for output, 2 for error. All descriptors are
// closed on exec. Errors name the stream and the file.
absl::StatusOr<StdioEnds> OpenStdio(const Stdio& stdio, int number);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_STDIO_ENDS_H_
