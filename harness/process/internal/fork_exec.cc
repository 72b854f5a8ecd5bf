#include "harness/process/internal/fork_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

#include "harness/process/internal/unique_fd.h"
#include "harness/stress/raw_syscall.h"

namespace racekit::internal {
namespace {

#ifndef CLOSE_RANGE_CLOEXEC
constexpr unsigned kCloseRangeCloexec = 4;
#else
constexpr unsigned kCloseRangeCloexec = CLOSE_RANGE_CLOEXEC;
#endif

constexpr std::size_t kKernelSigsetSize = 8;

template <typename T>
long Word(T* pointer) {
  return reinterpret_cast<long>(pointer);
}

// "+ 12345\n"
void TellGuardian(int guardian, char sign, long pid) {
  if (guardian < 0) return;
  char text[32];
  char* const end = text + sizeof text;
  char* begin = end;
  *--begin = '\n';
  for (; pid > 0; pid /= 10) *--begin = static_cast<char>('0' + pid % 10);
  *--begin = ' ';
  *--begin = sign;
  RawSyscall(SYS_write, guardian, Word(begin), end - begin);
}

// So that they close when the program takes over; the pipe for errors must
// live until then.
void CloseAllAtExec(std::int64_t limit) {
  if (RawSyscall(SYS_close_range, STDERR_FILENO + 1, ~0U, kCloseRangeCloexec) ==
      0) {
    return;
  }
  // Before Linux 5.11.
  for (std::int64_t fd = STDERR_FILENO + 1; fd < limit; ++fd) {
    RawSyscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
  }
}

// The errno of what failed. System calls only, and no word to errno: this may
// be the copy of a process in which another thread held any lock.
int BecomeTheProgram(const ForkExecPlan& plan, std::int64_t fd_limit) {
  // The kernel's struct sigaction: all zero is the default action.
  const std::uint64_t default_action[4] = {};
  for (int number = 1; number < NSIG; ++number) {
    RawSyscall(SYS_rt_sigaction, number, Word(default_action), 0,
               kKernelSigsetSize);
  }
  long result = RawSyscall(SYS_setpgid, 0, 0);
  if (result < 0) return static_cast<int>(-result);
  TellGuardian(plan.guardian, '+', RawSyscall(SYS_getpid));
  if (plan.directory >= 0) {
    result = RawSyscall(SYS_fchdir, plan.directory);
    if (result < 0) return static_cast<int>(-result);
  }
  for (int number = 0; number < 3; ++number) {
    const int from = plan.streams[number];
    result = from == number ? RawSyscall(SYS_fcntl, from, F_SETFD, 0)
                            : RawSyscall(SYS_dup3, from, number, 0);
    if (result < 0) return static_cast<int>(-result);
  }
  CloseAllAtExec(fd_limit);
  const std::uint64_t no_signals = 0;
  RawSyscall(SYS_rt_sigprocmask, SIG_SETMASK, Word(&no_signals), 0,
             kKernelSigsetSize);
  return static_cast<int>(-RawSyscall(SYS_execve, Word(plan.path),
                                      Word(plan.argv), Word(plan.envp)));
}

[[noreturn]] void BeTheChild(const ForkExecPlan& plan, std::int64_t fd_limit,
                             int errors) {
  const int error = BecomeTheProgram(plan, fd_limit);
  RawSyscall(SYS_write, errors, Word(&error), sizeof error);
  TellGuardian(plan.guardian, '-', RawSyscall(SYS_getpid));
  while (true) RawSyscall(SYS_exit_group, 127);
}

// Above the standard three, which are about to be replaced.
UniqueFd Above(UniqueFd fd) {
  if (!fd.valid() || fd.get() > STDERR_FILENO) return fd;
  return UniqueFd(fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

}  // namespace

int ForkExec(const ForkExecPlan& plan, pid_t* pid) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  UniqueFd read_end(ends[0]);
  UniqueFd write_end = Above(UniqueFd(ends[1]));
  if (!write_end.valid()) return errno;
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);

  // No handler of ours runs in the child.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // Not fork(): its handlers would run, of ours and of sanitizers, for nothing.
  const long child = RawSyscall(SYS_clone, SIGCHLD);
  if (child == 0) {
    BeTheChild(plan, static_cast<std::int64_t>(limit.rlim_cur),
               write_end.get());
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (child < 0) return static_cast<int>(-child);

  write_end.Close();
  int error = 0;
  ssize_t length;
  while ((length = read(read_end.get(), &error, sizeof error)) < 0 &&
         errno == EINTR) {
  }
  if (length == 0) {
    *pid = static_cast<pid_t>(child);
    return 0;
  }
  while (waitpid(static_cast<pid_t>(child), nullptr, 0) < 0 && errno == EINTR) {
  }
  return length == sizeof error ? error : EIO;
}

}  // namespace racekit::internal
