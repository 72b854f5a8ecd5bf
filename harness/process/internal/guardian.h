// Sees to it that a child does not outlive us, however we end.
//
// A destructor cannot run in a process that is killed. So a process that starts
// children also starts one guardian: a small shell process, in a group of its
// own, that reads the ids of our children's groups from a pipe and, when the
// pipe ends because we are no more, kills those that are left.
//
// Why not PR_SET_PDEATHSIG: it is bound to the thread that started the child,
// not to the process; it does not reach the child's own children; and
// posix_spawn() cannot set it. A guardian covers whole groups. What it leaves
// open is the instant between posix_spawn() and the report of the new id.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_

#include <sys/types.h>

#include "absl/status/status.h"

namespace racekit::internal {

// To be called before a process is started that is to be guarded, so that
// nothing that takes time comes between the start and Guard().
absl::Status PrepareToGuard();

// From now on `group` is killed if this process ends in any way. The first call
// starts the guardian, and fails if that cannot be done. Thread-safe.
absl::Status Guard(pid_t group);

// `group` is about to end its existence; must be called before its leader is
// reaped, so that its id cannot yet belong to anyone else. Thread-safe.
void Unguard(pid_t group);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_GUARDIAN_H_
