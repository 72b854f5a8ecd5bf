#include "tests/harness/process/process_test_util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/internal/unique_fd.h"
#include "tests/runfile.h"

namespace racekit {

Command Puppet(std::vector<std::string> args) {
  Command command;
  command.program = Runfile("tests/harness/process/puppet");
  command.args = std::move(args);
  return command;
}

ChildProcess StartPuppet(std::vector<std::string> args) {
  return MustStart(Puppet(std::move(args)));
}

ChildProcess MustStart(const Command& command) {
  auto child = ChildProcess::Start(command);
  if (!child.ok()) {
    std::fprintf(stderr, "%s\n", child.status().ToString().c_str());
    std::abort();
  }
  return *std::move(child);
}

std::string ReadLine(ChildProcess& child) {
  std::string line;
  while (true) {
    pollfd ready = {child.output_fd(), POLLIN, 0};
    poll(&ready, 1, -1);
    char c;
    const ssize_t got = read(child.output_fd(), &c, 1);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0 || c == '\n') return line;
    line += c;
  }
}

Lifeline::Lifeline() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) std::abort();
  read_end_ = internal::UniqueFd(ends[0]);
  write_end_ = internal::UniqueFd(ends[1]);
}

void Lifeline::AwaitEnd() {
  char buffer[256];
  while (read(read_end_.get(), buffer, sizeof buffer) > 0) {
  }
}

int CountOpenDescriptors() {
  DIR* folder = opendir("/proc/self/fd");
  int count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

bool HasChildren() {
  siginfo_t info;
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 ||
         errno != ECHILD;
}

}  // namespace racekit
