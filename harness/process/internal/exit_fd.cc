#include "harness/process/internal/exit_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {
namespace {

int OpenPidfd(pid_t pid) {
#ifdef SYS_pidfd_open
  // Close-on-exec by definition.
  return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
#else
  (void)pid;
  return -1;
#endif
}

}  // namespace

ExitFd::~ExitFd() {
  if (waiter_.joinable()) waiter_.join();
}

absl::StatusOr<ExitFd> ExitFd::Open(pid_t pid, bool use_thread) {
  ExitFd result;
  if (!use_thread) result.fd_ = UniqueFd(OpenPidfd(pid));
  if (result.fd_.valid()) return result;

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(errno, "cannot make a pipe");
  }
  result.fd_ = UniqueFd(ends[0]);
  result.waiter_ = std::thread([pid, write_end = UniqueFd(ends[1])]() mutable {
    siginfo_t info;
    // WNOWAIT: the owner of the child reaps it, and until then its id is not
    // given to another process.
    while (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) !=
               0 &&
           errno == EINTR) {
    }
    write_end.Close();
  });
  return result;
}

}  // namespace racekit::internal
