// A whole program as the body of an exploration.

#ifndef RACEKIT_HARNESS_WHOLE_HUNTED_H_
#define RACEKIT_HARNESS_WHOLE_HUNTED_H_

#include "harness/whole/request.h"

namespace racekit::whole {

using MainFunction = int (*)(int argc, char** argv, char** environment);

// Explores `main` as `request` and the environment's RACEKIT_* ask: each
// execution in a child forked from this process, which has run the program's
// static constructors and never calls `main` itself. Returns the status with
// which the process is to end (request.h). To be called in place of `main`.
int Hunted(const Request& request, MainFunction main, int argc, char** argv);

}  // namespace racekit::whole

#endif  // RACEKIT_HARNESS_WHOLE_HUNTED_H_
