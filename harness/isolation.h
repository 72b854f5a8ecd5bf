// In which process a body runs.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_ISOLATION_H_
#define RACEKIT_HARNESS_ISOLATION_H_

namespace racekit {

enum class Isolation {
  kChild,  // a child process runs the body many times, under a watchdog
  kNone,   // this process does: for debuggers. A crash is a crash, a hang hangs
  kFork,   // a child process for each execution, all from the same start, so
           // what the body leaves in globals is gone: slower by what a fork()
           // costs. Under control only; runs on real threads take kChild
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_ISOLATION_H_
