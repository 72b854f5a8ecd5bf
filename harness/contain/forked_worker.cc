#include "harness/contain/forked_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "harness/report/json.h"

namespace racekit::internal {
namespace {

// How often the parent looks at the child while nothing comes in.
constexpr int kTickMs = 20;

void WriteAll(int fd, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(fd, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // the parent is gone, and so are we soon
    written += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void BeWorker(const WorkerCall& call, pid_t parent, int out) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  call.work([out](const Report& report) {
    WriteAll(out, ReportToJson(report) + "\n");
  });
  fflush(nullptr);
  _exit(0);
}

// Takes apart what workers write: a report in JSON on each line.
class ReportReader {
 public:
  explicit ReportReader(EmitReport take) : take_(take) {}

  // Reads what is there. False at the end of the pipe.
  bool ReadAvailable(int fd) {
    char data[1 << 16];
    for (;;) {
      const ssize_t n = read(fd, data, sizeof(data));
      if (n > 0) {
        Append(data, static_cast<std::size_t>(n));
      } else if (n == 0) {
        return false;
      } else if (errno != EINTR) {
        return errno == EAGAIN;
      }
    }
  }

 private:
  void Append(const char* data, std::size_t size) {
    buffer_.append(data, size);
    std::size_t begin = 0;
    for (std::size_t end; (end = buffer_.find('\n', begin)) != buffer_.npos;
         begin = end + 1) {
      const absl::StatusOr<Report> report =
          ReportFromJson(std::string_view(buffer_).substr(begin, end - begin));
      // Half a line, or one that the body scribbled over: nothing to take.
      if (report.ok()) take_(*report);
    }
    buffer_.erase(0, begin);
  }

  EmitReport take_;
  std::string buffer_;
};

// True once the child has ended; it stays a zombie, so that its process group
// still exists.
bool HasEnded(pid_t pid) {
  siginfo_t info = {};
  const int result =
      waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid == pid;
}

void SleepMs(int ms) { poll(nullptr, 0, ms); }

// Asks the child to end, then makes it.
void Stop(pid_t pid, absl::Duration grace) {
  const absl::Time deadline = absl::Now() + grace;
  kill(-pid, SIGTERM);
  while (!HasEnded(pid) && absl::Now() < deadline) SleepMs(5);
  kill(-pid, SIGKILL);
}

WorkerEnd NoWorker(const char* what) {
  WorkerEnd end;
  end.how = WorkerEnd::How::kNoWorker;
  end.error = absl::StrCat(what, " failed: ", strerror(errno));
  return end;
}

}  // namespace

WorkerEnd RunForked(const WorkerCall& call) {
  int pipe_fds[2];
  if (pipe2(pipe_fds, O_CLOEXEC) != 0) return NoWorker("pipe2");
  // Else the child would write what is buffered here a second time.
  fflush(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    close(pipe_fds[0]);
    BeWorker(call, parent, pipe_fds[1]);
  }
  close(pipe_fds[1]);
  if (pid < 0) {
    WorkerEnd end = NoWorker("fork");
    close(pipe_fds[0]);
    return end;
  }
  setpgid(pid, pid);  // both do, so that it is done whoever comes first
  fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK);

  ReportReader reader(call.take);
  WorkerEnd end;
  // Readable once the child has ended; -1 before Linux 5.3.
  const int exit_fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd fds[] = {{pipe_fds[0], POLLIN, 0}, {exit_fd, POLLIN, 0}};
  while (!HasEnded(pid)) {
    const bool any = fds[0].fd >= 0 || fds[1].fd >= 0;
    poll(fds, 2, any ? kTickMs : 1);
    if (fds[0].fd >= 0 && !reader.ReadAvailable(fds[0].fd)) fds[0].fd = -1;
    if (call.overdue(pid)) {
      end.how = WorkerEnd::How::kStopped;
      Stop(pid, call.grace);
      break;
    }
  }
  // Processes that the work has left behind.
  kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  reader.ReadAvailable(pipe_fds[0]);
  close(pipe_fds[0]);
  if (exit_fd >= 0) close(exit_fd);
  if (end.how == WorkerEnd::How::kStopped) return end;
  if (WIFSIGNALED(status)) {
    end.how = WorkerEnd::How::kSignaled;
    end.signal = WTERMSIG(status);
  } else {
    end.status = WEXITSTATUS(status);
  }
  return end;
}

}  // namespace racekit::internal
