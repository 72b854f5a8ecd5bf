// Signals between the threads of a program. A handler runs where the signal is
// sent, for all that the kernel knows is one thread; waiting for a signal is
// waiting for another thread to send it. Refused inside a body that is part of
// a program, whose other parts have signals of their own.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/door.h"
#include "harness/runtime/program_exit.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// Those who wait for one. A program has one execution, so nobody is left over
// from another.
WaitQueue waiters;

// The size of the kernel's sets.
constexpr long kSetBytes = 8;

// One of the set that is pending, or the error.
long Take(const sigset_t* set, siginfo_t* info) {
  const timespec at_once = {0, 0};
  return RawSyscall(SYS_rt_sigtimedwait, reinterpret_cast<long>(set),
                    reinterpret_cast<long>(info),
                    reinterpret_cast<long>(&at_once), kSetBytes);
}

// The signal, or -EAGAIN at the deadline.
long Await(Thread* current, const sigset_t* set, siginfo_t* info,
           std::uint64_t deadline, const char* what) {
  if (!BodyIsProgram()) Refuse(what);
  world.Point(current, Op::kWait, &waiters);
  for (;;) {
    const long signal = Take(set, info);
    if (signal != -EAGAIN) {
      if (signal > 0) ObserveAcquire(current, &waiters);
      return signal;
    }
    if (!world.Block(current, &waiters, deadline, "signal", &waiters)) {
      return -EAGAIN;
    }
  }
}

// A handler has run, or will when the signal is not blocked any more.
void AwaitHandler(Thread* current, const char* what) {
  if (!BodyIsProgram()) Refuse(what);
  world.Point(current, Op::kWait, &waiters);
  world.Block(current, &waiters, kNever, "signal", &waiters);
  ObserveAcquire(current, &waiters);
}

// Before a signal is sent, and after.
void BeforeSending(Thread* current) {
  world.Point(current, Op::kNotify, &waiters);
  ObserveRelease(current, &waiters);
}
void Sent(Thread* current) {
  world.WakeAll(&waiters);
  world.Progress(current);
}

int Failed(long error) {
  errno = static_cast<int>(-error);
  return -1;
}

}  // namespace

RACEKIT_NEXT(sigwait, int, (const sigset_t*, int*));
extern "C" int sigwait(const sigset_t* set, int* signal) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sigwait()(set, signal);
  const long result = Await(current, set, nullptr, kNever, "sigwait()");
  if (result < 0) return static_cast<int>(-result);
  *signal = static_cast<int>(result);
  return 0;
}

RACEKIT_NEXT(sigwaitinfo, int, (const sigset_t*, siginfo_t*));
extern "C" int sigwaitinfo(const sigset_t* set, siginfo_t* info) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sigwaitinfo()(set, info);
  const long result = Await(current, set, info, kNever, "sigwaitinfo()");
  return result < 0 ? Failed(result) : static_cast<int>(result);
}

RACEKIT_NEXT(sigtimedwait, int, (const sigset_t*, siginfo_t*, const timespec*));
extern "C" int sigtimedwait(const sigset_t* set, siginfo_t* info,
                            const timespec* timeout) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sigtimedwait()(set, info, timeout);
  const std::uint64_t deadline =
      timeout == nullptr ? kNever : DeadlineAfter(*timeout);
  const long result = Await(current, set, info, deadline, "sigtimedwait()");
  return result < 0 ? Failed(result) : static_cast<int>(result);
}

RACEKIT_NEXT(pause, int, ());
extern "C" int pause() {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pause()();
  AwaitHandler(current, "pause()");
  return Failed(-EINTR);
}

RACEKIT_NEXT(sigsuspend, int, (const sigset_t*));
extern "C" int sigsuspend(const sigset_t* mask) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sigsuspend()(mask);
  if (!BodyIsProgram()) Refuse("sigsuspend()");
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, mask, &before);
  AwaitHandler(current, "sigsuspend()");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return Failed(-EINTR);
}

RACEKIT_NEXT(kill, int, (pid_t, int));
extern "C" int kill(pid_t pid, int signal) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr || signal == 0 || !BodyIsProgram() ||
      (pid != 0 && pid != getpid())) {
    return Next_kill()(pid, signal);
  }
  BeforeSending(current);
  const int result = Next_kill()(getpid(), signal);
  Sent(current);
  return result;
}

RACEKIT_NEXT(pthread_kill, int, (pthread_t, int));
extern "C" int pthread_kill(pthread_t pthread, int signal) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr || signal == 0 ||
      (pthread == pthread_self() && !BodyIsProgram())) {
    return Next_pthread_kill()(pthread, signal);
  }
  if (!BodyIsProgram()) Refuse("pthread_kill() of another thread");
  BeforeSending(current);
  const long result =
      world.mode() == ThreadMode::kOs
          ? -Next_pthread_kill()(pthread, signal)
          : RawSyscall(SYS_tgkill, getpid(), RawSyscall(SYS_gettid), signal);
  Sent(current);
  return static_cast<int>(-result);
}
