// The worker: runs the body until the budget is used up.

#ifndef RACEKIT_HARNESS_STRESS_WORKER_H_
#define RACEKIT_HARNESS_STRESS_WORKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "detectors/finding.h"
#include "harness/stress.h"
#include "harness/stress/progress.h"

namespace racekit::internal {

struct WorkerTask {
  absl::FunctionRef<std::string()> body;  // "" or what was observed
  FindingKind observation_kind;
  const StressOptions& options;
  std::int64_t first_run;    // 1-based
  std::int64_t last_run;     // INT64_MAX: no limit
  std::int64_t deadline_ns;  // CLOCK_MONOTONIC; INT64_MAX: none
};

// Runs the body in this process. After each run with findings calls `emit`.
// Returns when the budget is used up (then progress.done is set) or when this
// process should not run the body again, because threads of it are left.
void RunWorker(const WorkerTask& task, Progress& progress,
               absl::FunctionRef<void(const std::vector<Finding>&)> emit);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_WORKER_H_
