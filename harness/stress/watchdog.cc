#include "harness/stress/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/report/json.h"
#include "harness/stress/crash_handler.h"
#include "harness/stress/thread_dump.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {
namespace {

// How often the parent looks at the worker while nothing comes in. The end of
// the pipe usually tells it earlier.
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

[[noreturn]] void BeWorker(const WorkerTask& task, Progress& progress,
                           pid_t parent, int out) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  InstallCrashHandler(&progress.crash);
  DumpThreadsOnTerm(&progress.dump);
  RunWorker(task, progress, [out](const std::vector<Finding>& findings) {
    Report report;
    report.findings = findings;
    WriteAll(out, ReportToJson(report) + "\n");
  });
  fflush(nullptr);
  // Not exit(): destructors of statics and atexit handlers are the parent's.
  _exit(0);
}

// Takes apart what workers write: a report in JSON on each line.
class FindingReader {
 public:
  explicit FindingReader(FindingSet& findings) : findings_(findings) {}

  void Append(const char* data, std::size_t size) {
    buffer_.append(data, size);
    std::size_t begin = 0;
    for (std::size_t end; (end = buffer_.find('\n', begin)) != buffer_.npos;
         begin = end + 1) {
      const absl::StatusOr<Report> report =
          ReportFromJson(std::string_view(buffer_).substr(begin, end - begin));
      // Half a line, or one that the body scribbled over: nothing to merge.
      if (!report.ok()) continue;
      for (const Finding& finding : report->findings) findings_.Add(finding);
    }
    buffer_.erase(0, begin);
  }

 private:
  FindingSet& findings_;
  std::string buffer_;
};

// Reads what is there. False at the end of the pipe.
bool ReadAvailable(int fd, FindingReader& reader) {
  char data[1 << 16];
  for (;;) {
    const ssize_t n = read(fd, data, sizeof(data));
    if (n > 0) {
      reader.Append(data, static_cast<std::size_t>(n));
    } else if (n == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

// True once the child has ended; it stays a zombie, so that its process group
// still exists.
bool HasEnded(pid_t pid) {
  siginfo_t info = {};
  const int result =
      waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid == pid;
}

void SleepMs(int ms) { poll(nullptr, 0, ms); }

// Asks the worker to end, then makes it.
void Stop(pid_t pid, absl::Duration grace) {
  const std::int64_t deadline = MonotonicNs() + absl::ToInt64Nanoseconds(grace);
  kill(-pid, SIGTERM);
  while (!HasEnded(pid) && MonotonicNs() < deadline) SleepMs(5);
  kill(-pid, SIGKILL);
}

std::string ThreadName(int number) {
  return number == 0 ? "the body's thread" : absl::StrCat("T", number);
}

Finding HangFinding(const StressOptions& options, const ThreadDump& dump) {
  Finding finding;
  finding.kind = FindingKind::kHang;
  finding.message = absl::StrCat("the run did not end within ",
                                 absl::FormatDuration(options.run_timeout));
  finding.detector = "stress";
  finding.fingerprint = "hang";
  std::vector<std::string> names;
  for (int i = 0; i < dump.threads; ++i) {
    const ThreadDump::Thread& thread = dump.thread[i];
    if (thread.frames == 0) continue;
    Access access;
    access.thread = thread.number;
    access.stack =
        Symbolize(thread.pcs, thread.frames, Innermost::kInterrupted);
    finding.accesses.push_back(std::move(access));
    finding.threads.push_back({thread.number, "", -1, {}});
    names.push_back(ThreadName(thread.number));
  }
  if (!names.empty()) {
    absl::StrAppend(&finding.message,
                    "; still there: ", absl::StrJoin(names, ", "));
  }
  return finding;
}

Finding ExitFinding(int status) {
  Finding finding;
  finding.kind = FindingKind::kUnexpectedExit;
  finding.message =
      absl::StrCat("the body ended its process with exit status ", status);
  finding.detector = "stress";
  finding.fingerprint = absl::StrCat("exit:", status);
  return finding;
}

Finding ForkFinding(const char* what) {
  Finding finding;
  finding.kind = FindingKind::kOther;
  finding.message =
      absl::StrCat("racekit could not start a worker process: ", what,
                   " failed: ", strerror(errno));
  finding.detector = "stress";
  finding.fingerprint = "no-worker";
  return finding;
}

bool RunIsOverdue(const Progress& progress, const StressOptions& options) {
  return options.run_timeout != absl::InfiniteDuration() && progress.in_run &&
         MonotonicNs() - progress.run_started_ns >
             absl::ToInt64Nanoseconds(options.run_timeout);
}

}  // namespace

bool RunWorkerInChild(const WorkerTask& task, Progress& progress,
                      FindingSet& findings) {
  int pipe_fds[2];
  if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
    findings.Add(ForkFinding("pipe2"));
    return false;
  }
  // Else the child would write what is buffered here a second time.
  fflush(nullptr);
  new (&progress.crash) CrashRecord;
  new (&progress.dump) ThreadDump;
  const std::int64_t run_before = progress.run;
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    close(pipe_fds[0]);
    BeWorker(task, progress, parent, pipe_fds[1]);
  }
  close(pipe_fds[1]);
  if (pid < 0) {
    findings.Add(ForkFinding("fork"));
    close(pipe_fds[0]);
    return false;
  }
  setpgid(pid, pid);  // both do, so that it is done whoever comes first
  fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK);

  FindingReader reader(findings);
  bool hang = false;
  bool open = true;
  while (!HasEnded(pid)) {
    if (open) {
      pollfd poll_fd = {pipe_fds[0], POLLIN, 0};
      poll(&poll_fd, 1, kTickMs);
      open = ReadAvailable(pipe_fds[0], reader);
    } else {
      SleepMs(1);
    }
    if (RunIsOverdue(progress, task.options)) {
      hang = true;
      Stop(pid, task.options.kill_grace);
      break;
    }
  }
  // Processes that the body has left behind.
  kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  ReadAvailable(pipe_fds[0], reader);
  close(pipe_fds[0]);

  if (!hang && WIFEXITED(status) && !progress.in_run) return true;
  Finding finding = hang ? HangFinding(task.options, progress.dump)
                    : WIFSIGNALED(status)
                        ? CrashFinding(progress.crash, WTERMSIG(status))
                        : ExitFinding(WEXITSTATUS(status));
  finding.first_execution = progress.run;
  findings.Add(std::move(finding));
  if (progress.in_run) {
    ++progress.tally().runs;
    ++progress.tally().failures;
    progress.in_run = false;
  }
  if (task.options.stop_at_first || progress.run == task.last_run ||
      MonotonicNs() >= task.deadline_ns) {
    progress.done = true;
  }
  // One that dies before its first run would do so for ever.
  return progress.run != run_before;
}

}  // namespace racekit::internal
