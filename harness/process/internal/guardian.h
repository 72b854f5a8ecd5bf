// Sees to it that a child does not outlive us, however we end.
//
// A destructor cannot run in a process that is killed. So a process that starts
// children also starts one guardian: a small shell process, in a group of its
// own, that reads the ids of our children's groups from a pipe and, when the
// pipe ends because we are no more, kills those that are left.
//
// Why not PR_SET_PDEATHSIG: it is bound to the thread that started the child,
// not to the process, and does not reach the child's own children. A guardian
// covers whole groups, from before their program begins.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_

#include <sys/types.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {

// Where a child reports itself, between fork() and exec(): then it is guarded
// before it does anything. Starts the guardian if there is none yet.
// Thread-safe.
absl::StatusOr<UniqueFd> GuardiansEar();

// From now on `group` is killed if this process ends in any way. Starts the
// guardian if there is none, and fails if that cannot be done. Thread-safe.
absl::Status Guard(pid_t group);

// `group` is about to end its existence; must be called before its leader is
// reaped, so that its id cannot yet belong to anyone else. Thread-safe.
void Unguard(pid_t group);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_
