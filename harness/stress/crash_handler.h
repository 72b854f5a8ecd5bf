// What a worker writes down when it dies.

#ifndef RACEKIT_HARNESS_STRESS_CRASH_HANDLER_H_
#define RACEKIT_HARNESS_STRESS_CRASH_HANDLER_H_

#include "detectors/finding.h"
#include "harness/stress/progress.h"

namespace racekit::internal {

// Fatal signals and std::terminate() of this process are from now on recorded
// in `record` before they take their course.
void InstallCrashHandler(CrashRecord* record);

// Gives the calling thread a stack of its own for signal handlers, so that a
// stack overflow can be recorded. `stack` has kCrashStackSize bytes.
inline constexpr int kCrashStackSize = 64 * 1024;

// A finding for a worker that a signal ended. `record` may be empty (SIGKILL
// leaves none).
Finding CrashFinding(const CrashRecord& record, int signal);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_CRASH_HANDLER_H_
