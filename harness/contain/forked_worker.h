// A piece of work in a forked child of this process: what it reports comes back
// through a pipe at once, so nothing is lost if the child dies; it is ended if
// it takes too long; and no process that it started is left behind.

#ifndef RACEKIT_HARNESS_CONTAIN_FORKED_WORKER_H_
#define RACEKIT_HARNESS_CONTAIN_FORKED_WORKER_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "harness/report/report.h"

namespace racekit::internal {

struct WorkerEnd {
  enum class How {
    kExited,    // with `status`
    kSignaled,  // by `signal`
    kStopped,   // by the parent: overdue
    kNoWorker,  // there was none: see `error`
  };
  How how = How::kExited;
  int status = 0;
  int signal = 0;
  std::string error;
};

using EmitReport = absl::FunctionRef<void(const Report&)>;

struct WorkerCall {
  // In the child. It exits with status 0 when this returns, without running
  // destructors of statics or atexit handlers: those are the parent's.
  absl::FunctionRef<void(EmitReport emit)> work;
  // In the parent, as they come in.
  EmitReport take;
  // In the parent, about every 20 ms: true if the child is to be ended. It gets
  // SIGTERM, `grace` to react to it, then SIGKILL. `pid` is the child's.
  absl::FunctionRef<bool(int pid)> overdue;
  absl::Duration grace;
};

// Forks and waits for the child's end. The child is in a process group of its
// own, which is killed at last. It dies with its parent.
WorkerEnd RunForked(const WorkerCall& call);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_FORKED_WORKER_H_
