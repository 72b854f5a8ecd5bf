#include "scenarios/print/process_printer.h"

#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/print/output_file.h"

namespace racekit::scenarios::print {
namespace {

struct Worker {
  pid_t pid;
  int output;  // where this process reads what the worker prints
};

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

Worker Start(int number) {
  // Made ready before the fork: the child only writes and leaves.
  const std::string line = WorkerLine(number);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Die("pipe2");
  const pid_t pid = fork();
  if (pid < 0) Die("fork");
  if (pid == 0) {
    WriteAll(ends[1], line);
    WriteAll(ends[1], "\n");
    _exit(0);
  }
  close(ends[1]);
  return {pid, ends[0]};
}

std::string ReadToEnd(int fd) {
  std::string text;
  char buffer[256];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Die("read");
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

void Wait(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0) {
    if (errno != EINTR) Die("waitpid");
  }
}

}  // namespace

void PrintByProcesses(int workers, int fd) {
  std::vector<Worker> started;
  for (int n = 0; n < workers; ++n) started.push_back(Start(n));
  for (const Worker& worker : started) {
    WriteAll(fd, ReadToEnd(worker.output));
    close(worker.output);
    Wait(worker.pid);
  }
}

}  // namespace racekit::scenarios::print
