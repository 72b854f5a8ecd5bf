// Starts a process as a Command says.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_SPAWN_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_SPAWN_H_

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "harness/process/command.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {

struct Spawned {
  pid_t pid = -1;  // also the id of its process group
  UniqueFd input;  // the parent's ends of the pipes
  UniqueFd output;
  UniqueFd error;
};

// The child leads a process group of its own, has no descriptor but the
// standard three, blocks no signal, and ignores none. Errors name the program
// and, where they are at fault, the working directory or the file. `guardian`
// is told of the child by the child: see guardian.h.
absl::StatusOr<Spawned> Spawn(const Command& command, int guardian = -1);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_SPAWN_H_
