// fork() and exec() in one, with a word to the guardian in between.
//
// posix_spawn() cannot have the child say anything before it becomes the
// program; a parent that is killed right after it would leave a child behind
// that nobody knows of.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_FORK_EXEC_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_FORK_EXEC_H_

#include <sys/types.h>

namespace racekit::internal {

struct ForkExecPlan {
  const char* path = nullptr;
  char* const* argv = nullptr;
  char* const* envp = nullptr;
  int directory = -1;             // to work in; -1: where the parent is
  int streams[3] = {-1, -1, -1};  // become 0, 1, 2, in this order
  int guardian = -1;  // where "+ PID" goes, see guardian.cc; -1: nowhere
};

// 0, or the errno of the step that failed; then there is no child. The child
// leads a process group of its own, has no descriptor but the standard three,
// blocks no signal, and ignores none. Safe in a process with threads: until it
// is the program, the child makes system calls only.
int ForkExec(const ForkExecPlan& plan, pid_t* pid);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_FORK_EXEC_H_
