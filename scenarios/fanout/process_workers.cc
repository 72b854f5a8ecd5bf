#include "scenarios/fanout/process_workers.h"

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

namespace racekit::scenarios::fanout {
namespace {

constexpr int kDone = 0;  // the marker; jobs are 1 and up

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

// A queue between processes. Messages are whole and in order, and each is got
// by one reader, however many there are.
class ProcessQueue {
 public:
  ProcessQueue() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
      Die("socketpair");
    }
    put_end_ = ends[0];
    get_end_ = ends[1];
  }

  ~ProcessQueue() {
    ClosePutEnd();
    CloseGetEnd();
  }

  ProcessQueue(const ProcessQueue&) = delete;
  ProcessQueue& operator=(const ProcessQueue&) = delete;

  // False if nobody can get it any more.
  bool Put(int item) {
    for (;;) {
      if (send(put_end_, &item, sizeof(item), MSG_NOSIGNAL) >= 0) return true;
      if (errno == EPIPE || errno == ECONNRESET) return false;
      if (errno != EINTR) Die("send");
    }
  }

  // nullopt when all have closed their put ends and nothing is left.
  std::optional<int> Get() {
    for (;;) {
      int item;
      const ssize_t n = recv(get_end_, &item, sizeof(item), 0);
      if (n == static_cast<ssize_t>(sizeof(item))) return item;
      if (n == 0) return std::nullopt;
      if (errno != EINTR) Die("recv");
    }
  }

  void ClosePutEnd() { Close(put_end_); }
  void CloseGetEnd() { Close(get_end_); }

 private:
  static void Close(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }

  int put_end_;
  int get_end_;
};

// What a job is: some arithmetic, and 0 as its result.
int Work(int job) {
  auto state = static_cast<std::uint32_t>(job);
  for (int i = 0; i < 100'000; ++i) state = state * 1'664'525u + 1'013'904'223u;
  return state == 0 ? 1 : 0;
}

// The life of a child.
[[noreturn]] void BeWorker(ProcessQueue& jobs, ProcessQueue& reports) {
  jobs.ClosePutEnd();
  reports.CloseGetEnd();
  for (;;) {
    const std::optional<int> job = jobs.Get();
    if (!job.has_value()) break;
    if (*job == kDone) {
      reports.Put(kDone);
      break;
    }
    if (!reports.Put(*job + Work(*job))) break;
  }
  _exit(0);
}

void Wait(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0) {
    if (errno != EINTR) Die("waitpid");
  }
}

// Reports until `dones` of the workers have said DONE, or to the end.
std::vector<int> DoJobs(int jobs, int workers, int dones) {
  ProcessQueue to_do;
  ProcessQueue reports;
  std::vector<pid_t> children;
  for (int i = 0; i < workers; ++i) {
    const pid_t pid = fork();
    if (pid < 0) Die("fork");
    if (pid == 0) BeWorker(to_do, reports);
    children.push_back(pid);
  }
  reports.ClosePutEnd();
  to_do.CloseGetEnd();
  for (int job = 1; job <= jobs; ++job) to_do.Put(job);
  for (int i = 0; i < workers; ++i) to_do.Put(kDone);

  std::vector<int> reported;
  while (dones > 0) {
    const std::optional<int> report = reports.Get();
    if (!report.has_value()) break;
    if (*report == kDone) {
      --dones;
    } else {
      reported.push_back(*report);
    }
  }
  // Whoever still reports is told that nobody listens.
  reports.CloseGetEnd();
  for (const pid_t child : children) Wait(child);
  return reported;
}

}  // namespace

std::vector<int> DoJobsUntilFirstDone(int jobs, int workers) {
  return DoJobs(jobs, workers, 1);
}

std::vector<int> DoJobsUntilAllDone(int jobs, int workers) {
  return DoJobs(jobs, workers, workers);
}

std::vector<int> DoJobsUntilEnd(int jobs, int workers) {
  return DoJobs(jobs, workers, workers + 1);
}

}  // namespace racekit::scenarios::fanout
