// Processes inside a body: refused, since a child has but one of the controlled
// threads.

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
