// A descriptor that poll() calls readable once a child has ended: so that one
// call waits for output, for the end and for a deadline, without a signal
// handler and without sleeping in between.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_EXIT_FD_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_EXIT_FD_H_

#include <sys/types.h>

#include <thread>

#include "absl/status/statusor.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {

class ExitFd {
 public:
  ExitFd() = default;
  ExitFd(ExitFd&&) = default;
  ExitFd& operator=(ExitFd&&) = default;
  // The child must have ended by now: the fallback's thread waits for it.
  ~ExitFd();

  // `pid` is a child of this process that nobody has reaped. Uses a pidfd.
  // Where the kernel has none (before Linux 5.3, or a sandbox that forbids it),
  // or if `use_thread`, a thread waits for the child, without reaping it, and
  // then closes its end of a pipe.
  static absl::StatusOr<ExitFd> Open(pid_t pid, bool use_thread = false);

  int get() const { return fd_.get(); }

 private:
  UniqueFd fd_;
  std::thread waiter_;  // only in the fallback
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_EXIT_FD_H_
