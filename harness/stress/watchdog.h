// The parent of a worker: starts it, reads its findings, notices its end or its
// silence, and leaves no process behind.

#ifndef RACEKIT_HARNESS_STRESS_WATCHDOG_H_
#define RACEKIT_HARNESS_STRESS_WATCHDOG_H_

#include "harness/stress/finding_set.h"
#include "harness/stress/progress.h"
#include "harness/stress/worker.h"

namespace racekit::internal {

// Forks a worker for `task` and waits for its end. Adds what it found, and how
// it ended if that is a finding, to `findings`. Returns false if another worker
// would get no further.
bool RunWorkerInChild(const WorkerTask& task, Progress& progress,
                      FindingSet& findings);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_WATCHDOG_H_
