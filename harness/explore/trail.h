// What executions leave behind for another process: where one dies with the
// body, its parent finds here what it was doing. In memory that the two share
// (harness/arena/shared_pages.h), or of one process alone where there is no
// other.

#ifndef RACEKIT_HARNESS_EXPLORE_TRAIL_H_
#define RACEKIT_HARNESS_EXPLORE_TRAIL_H_

#include <atomic>
#include <cstdint>

#include "harness/runtime/access.h"
#include "harness/runtime/crash.h"
#include "harness/schedule/recorder.h"

namespace racekit::internal {

struct Trail {
  // The choices of the execution that is running, or ran last.
  schedule::Recorder recorder;
  std::atomic<bool> executing{false};
  bool in_strategy = false;  // between BeginExecution() and EndExecution()
  std::atomic<std::int64_t> begun{0};  // executions

  // Which plain accesses are scheduling points.
  runtime::HotPlaces hot_places;

  // The body said that it need not have threads.
  bool threads_optional = false;

  // Written by a dying process, or by one that answers a probe.
  runtime::CrashRecord crash;
  std::int64_t probed_steps = 0;
};

// In a child: crashes and answers to probes are written to `trail` from now on.
void LeaveTrail(Trail& trail);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_TRAIL_H_
