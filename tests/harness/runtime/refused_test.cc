// What the controlled world does not support is refused with its name, and the
// exploration goes on.

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

struct Refused {
  std::string name;
  void (*call)();
};

// On a thread of its own, and beside another.
Report OnAThread(void (*call)()) {
  ExploreOptions options;
  options.executions = 3;
  return Explore(
      [call] {
        std::thread other([] {});
        std::thread thread(call);
        thread.join();
        other.join();
      },
      options);
}

// Handed to functions that start programs; never run.
char name[] = "/bin/true";
char* arguments[] = {name, nullptr};
char* environment[] = {nullptr};

const std::vector<Refused>& AllRefused() {
  static const auto* const refused = new std::vector<Refused>{
      {"fork()", [] { fork(); }},
      {"vfork()",
       [] {
         if (vfork() == 0) _exit(0);
       }},
      {"clone()",
       [] {
         static char stack[4096];
         clone([](void*) { return 0; }, stack + sizeof(stack), SIGCHLD,
               nullptr);
       }},
      {"posix_spawn()",
       [] {
         pid_t pid;
         posix_spawn(&pid, name, nullptr, nullptr, arguments, environment);
       }},
      {"posix_spawnp()",
       [] {
         pid_t pid;
         posix_spawnp(&pid, name, nullptr, nullptr, arguments, environment);
       }},
      {"system()", [] { EXPECT_EQ(system("true"), 0); }},
      {"popen()", [] { EXPECT_NE(popen("true", "r"), nullptr); }},
      {"execve()", [] { execve(name, arguments, environment); }},
      {"execv()", [] { execv(name, arguments); }},
      {"execvp()", [] { execvp(name, arguments); }},
      {"wait()", [] { wait(nullptr); }},
      {"waitid()",
       [] {
         siginfo_t info;
         waitid(P_ALL, 0, &info, WEXITED);
       }},
      {"waitpid() without WNOHANG", [] { waitpid(-1, nullptr, 0); }},
      {"pause()", [] { pause(); }},
      {"sigsuspend()",
       [] {
         sigset_t mask;
         sigemptyset(&mask);
         sigsuspend(&mask);
       }},
      {"sigwait()",
       [] {
         sigset_t set;
         sigemptyset(&set);
         int signal;
         sigwait(&set, &signal);
       }},
      {"sigwaitinfo()",
       [] {
         sigset_t set;
         sigemptyset(&set);
         sigwaitinfo(&set, nullptr);
       }},
      {"sigtimedwait()",
       [] {
         sigset_t set;
         sigemptyset(&set);
         const timespec timeout = {0, 1};
         sigtimedwait(&set, nullptr, &timeout);
       }},
      {"semop()", [] { semop(0, nullptr, 0); }},
      {"msgsnd()", [] { msgsnd(0, name, 1, 0); }},
      {"msgrcv()",
       [] {
         char message[16];
         msgrcv(0, message, 1, 0, 0);
       }},
      {"pthread_cancel()", [] { pthread_cancel(pthread_self()); }},
      {"pthread_kill() of another thread",
       [] {
         std::thread other([] {});
         pthread_kill(other.native_handle(), SIGUSR1);
         other.join();
       }},
      {"a robust mutex",
       [] {
         pthread_mutexattr_t attributes;
         pthread_mutexattr_init(&attributes);
         pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
         pthread_mutex_t mutex;
         pthread_mutex_init(&mutex, &attributes);
         pthread_mutex_lock(&mutex);
       }},
      {"a thread with a stack of over 1 GiB",
       [] {
         pthread_attr_t attributes;
         pthread_attr_init(&attributes);
         pthread_attr_setstacksize(&attributes, std::size_t{2} << 30);
         pthread_t thread;
         pthread_create(
             &thread, &attributes, [](void* p) { return p; }, nullptr);
       }},
  };
  return *refused;
}

TEST(Refused, ByName) {
  for (const Refused& refused : AllRefused()) {
    const Report report = OnAThread(refused.call);
    ASSERT_EQ(report.findings.size(), 1u) << refused.name;
    EXPECT_EQ(report.findings[0].kind, FindingKind::kUnsupported);
    EXPECT_THAT(report.findings[0].message,
                HasSubstr("not supported under explore: " + refused.name));
    EXPECT_EQ(report.executions, 3) << refused.name;
  }
}

TEST(Refused, ExitOfTheThreadThatRunsTheBody) {
  ExploreOptions options;
  options.executions = 2;
  const Report report = Explore([] { pthread_exit(nullptr); }, options);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("pthread_exit() on the thread that runs the body"));
}

pthread_mutex_t locked = PTHREAD_MUTEX_INITIALIZER;

TEST(Refused, AMutexThatIsHeldOutside) {
  pthread_mutex_lock(&locked);
  const Report report = OnAThread([] { pthread_mutex_lock(&locked); });
  pthread_mutex_unlock(&locked);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("a mutex that was locked before the body began"));
}

// Outside a body all of this works as ever.
TEST(Refused, NothingOutsideABody) {
  EXPECT_EQ(system("exit 3"), 3 << 8);
  const pid_t child = fork();
  if (child == 0) _exit(4);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  FILE* output = popen("echo here", "r");
  ASSERT_NE(output, nullptr);
  char line[16] = {};
  EXPECT_STREQ(fgets(line, sizeof(line), output), "here\n");
  EXPECT_EQ(pclose(output), 0);
  pid_t spawned = 0;
  ASSERT_EQ(
      posix_spawn(&spawned, name, nullptr, nullptr, arguments, environment), 0);
  ASSERT_EQ(waitpid(spawned, &status, 0), spawned);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace racekit
