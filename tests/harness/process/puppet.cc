// A child process that does what its first argument says, for the tests beside
// it. Depends on nothing of what they test, except where it is itself a parent.

#include <dirent.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/process/child_process.h"
#include "harness/process/command.h"

namespace {

void Say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(STDOUT_FILENO, text.data(), text.size()) < 0) _exit(99);
}

[[noreturn]] void SleepForEver() {
  while (true) pause();
}

void WriteMany(int fd, long bytes) {
  const std::string chunk(1 << 16, fd == STDOUT_FILENO ? 'o' : 'e');
  while (bytes > 0) {
    const ssize_t written =
        write(fd, chunk.data(), std::min<size_t>(chunk.size(), bytes));
    if (written < 0) _exit(98);
    bytes -= written;
  }
}

// The names of all descriptors but the one that reads them.
void ListDescriptors() {
  DIR* folder = opendir("/proc/self/fd");
  std::vector<int> found;
  while (const dirent* entry = readdir(folder)) {
    const int fd = std::atoi(entry->d_name);
    if (entry->d_name[0] != '.' && fd != dirfd(folder)) found.push_back(fd);
  }
  std::sort(found.begin(), found.end());
  for (int fd : found) Say(std::to_string(fd));
}

// Of all signals that can be, how many are ignored and how many blocked.
void CountSignals() {
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, nullptr, &blocked);
  int ignored_count = 0, blocked_count = 0;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action;
    if (sigaction(number, nullptr, &action) != 0) continue;
    ignored_count += action.sa_handler == SIG_IGN;
    blocked_count += sigismember(&blocked, number) == 1;
  }
  Say("ignored " + std::to_string(ignored_count) + ", blocked " +
      std::to_string(blocked_count));
}

// Another copy of this process, which sleeps for ever.
void ForkSleeper() {
  if (fork() == 0) SleepForEver();
}

extern "C" void SayBye(int) {
  Say("bye");
  _exit(7);
}

// A parent in its own right, started so that it can be killed.
int StartThroughLibrary(const char* self, const std::string& what) {
  racekit::Command command;
  command.program = self;
  command.args = {what};
  command.output = racekit::Stdio::Null();
  command.error = racekit::Stdio::Inherit();
  auto child = racekit::ChildProcess::Start(command);
  if (!child.ok()) return 1;
  Say("ready");
  SleepForEver();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const std::string value = argc > 2 ? argv[2] : "";
  if (what == "args") {
    for (int i = 2; i < argc; ++i) Say(argv[i]);
  } else if (what == "env") {
    for (char** entry = environ; *entry != nullptr; ++entry) Say(*entry);
  } else if (what == "cwd") {
    char path[4096];
    Say(getcwd(path, sizeof path));
  } else if (what == "exit") {
    return std::atoi(value.c_str());
  } else if (what == "raise") {
    raise(std::atoi(value.c_str()));
  } else if (what == "both") {  // a line to each stream
    Say("to output");
    fputs("to error\n", stderr);
  } else if (what == "flood") {  // so many bytes to each stream
    WriteMany(STDOUT_FILENO, std::atol(value.c_str()));
    WriteMany(STDERR_FILENO, std::atol(value.c_str()));
  } else if (what == "flood-for-ever") {
    while (true) WriteMany(STDOUT_FILENO, 1 << 16);
  } else if (what == "fds") {
    ListDescriptors();
  } else if (what == "signals") {
    CountSignals();
  } else if (what == "sleep") {
    Say("ready");
    SleepForEver();
  } else if (what == "stop") {  // as ^Z does
    Say("ready");
    raise(SIGSTOP);
  } else if (what == "ignore-term") {
    signal(SIGTERM, SIG_IGN);
    Say("ready");
    SleepForEver();
  } else if (what == "bye-on-term") {
    signal(SIGTERM, SayBye);
    Say("ready");
    SleepForEver();
  } else if (what == "leave-sleeper") {  // ends before what it started
    ForkSleeper();
    Say("ready");
  } else if (what == "fork-and-sleep") {
    ForkSleeper();
    Say("ready");
    SleepForEver();
  } else if (what == "escape") {  // leaves a daemon that holds our output open
    char c;
    if (fork() == 0) {
      setsid();
      Say("escaped");
      // Until the test lets go of the pipe that it gave us for this.
      return read(STDERR_FILENO, &c, 1) < 0;
    }
    Say("waiting");
    return read(STDIN_FILENO, &c, 1) < 0;
  } else if (what == "kill-parent") {
    kill(getppid(), SIGKILL);
    SleepForEver();
  } else if (what == "parent") {
    return StartThroughLibrary(argv[0], "sleep");
  } else if (what == "parent-killed-at-once") {
    return StartThroughLibrary(argv[0], "kill-parent");
  } else {
    return 97;
  }
  return 0;
}
