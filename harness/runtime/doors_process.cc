// Processes and exits inside a body: refused, since a child has but one of the
// controlled threads, and an exit ends the exploration.

#include <stdlib.h>
#include <unistd.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

RACEKIT_NEXT(fork, pid_t, ());
extern "C" pid_t fork() noexcept {
  if (Controlled() != nullptr) Refuse("fork()");
  return Next_fork()();
}

RACEKIT_NEXT(_Fork, pid_t, ());
extern "C" pid_t _Fork() noexcept {
  if (Controlled() != nullptr) Refuse("fork()");
  return Next__Fork()();
}

RACEKIT_NEXT(exit, void, (int));
extern "C" void exit(int status) noexcept {
  if (Controlled() != nullptr) Refuse("exit()");
  Next_exit()(status);
  __builtin_unreachable();
}

RACEKIT_NEXT(quick_exit, void, (int));
extern "C" void quick_exit(int status) noexcept {
  if (Controlled() != nullptr) Refuse("quick_exit()");
  Next_quick_exit()(status);
  __builtin_unreachable();
}

RACEKIT_NEXT(_exit, void, (int));
extern "C" void _exit(int status) {
  if (Controlled() != nullptr) Refuse("_exit()");
  Next__exit()(status);
  __builtin_unreachable();
}
