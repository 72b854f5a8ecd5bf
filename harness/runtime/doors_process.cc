// Processes, since a child has but one of the controlled threads and is under
// nobody's control, and waits in the kernel for what is not a descriptor, which
// would stop the world. Refused inside a body that is part of a program; a
// whole program may have processes, which its report says.

#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/door.h"
#include "harness/runtime/io_wait.h"
#include "harness/runtime/program_exit.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// True if this is to be done, as the program would without us.
bool IsGranted(Thread* current, std::uintptr_t caller, const char* what) {
  if (current == nullptr) return true;
  if (!BodyIsProgram()) Refuse(what);
  foreign_code.OnProcess(caller);
  return true;
}

// A child has the thread that forked alone, and that is no longer controlled.
pid_t Forked(pid_t result) {
  if (result == 0) self = nullptr;
  return result;
}

// Most processes end soon, and an execution that waits for their end is the
// same each time. Others may need what other threads do: those go on then.
void AwaitProcess(Thread* current, pid_t pid) {
  constexpr long kSoonNs = 100'000'000;
  const long descriptor = RawSyscall(SYS_pidfd_open, pid, 0);
  if (descriptor < 0) return;  // none of ours, or an old kernel
  const pollfd wait = {static_cast<int>(descriptor), POLLIN, 0};
  for (;;) {
    pollfd now = wait;
    const timespec soon = {0, kSoonNs};
    if (RawSyscall(SYS_ppoll, reinterpret_cast<long>(&now), 1,
                   reinterpret_cast<long>(&soon), 0, 0) != 0) {
      break;
    }
    WaitForIo(current, &wait, 1, kNever, "process");
  }
  RawSyscall(SYS_close, descriptor);
}

}  // namespace

// RACEKIT_PROCESS(exceptions, result, name, (parameters), (arguments))
#define RACEKIT_PROCESS(exceptions, result, name, parameters, arguments) \
  RACEKIT_NEXT(name, result, parameters);                                \
  extern "C" result name parameters exceptions {                         \
    IsGranted(AtDoor(RACEKIT_CALLER()), RACEKIT_CALLER(), #name "()");   \
    return Next_##name() arguments;                                      \
  }                                                                      \
  static_assert(true, "semicolon")

// RACEKIT_REFUSED(result, name, (parameters), (arguments))
#define RACEKIT_REFUSED(result, name, parameters, arguments)     \
  RACEKIT_NEXT(name, result, parameters);                        \
  extern "C" result name parameters {                            \
    if (AtDoor(RACEKIT_CALLER()) != nullptr) Refuse(#name "()"); \
    return Next_##name() arguments;                              \
  }                                                              \
  static_assert(true, "semicolon")
#define RACEKIT_REFUSED_NOEXCEPT(result, name, parameters, arguments) \
  RACEKIT_NEXT(name, result, parameters);                             \
  extern "C" result name parameters noexcept {                        \
    if (AtDoor(RACEKIT_CALLER()) != nullptr) Refuse(#name "()");      \
    return Next_##name() arguments;                                   \
  }                                                                   \
  static_assert(true, "semicolon")

// ---- processes

RACEKIT_NEXT(fork, pid_t, ());
extern "C" pid_t fork() noexcept {
  IsGranted(AtDoor(RACEKIT_CALLER()), RACEKIT_CALLER(), "fork()");
  return Forked(Next_fork()());
}

RACEKIT_NEXT(_Fork, pid_t, ());
extern "C" pid_t _Fork() noexcept {
  IsGranted(AtDoor(RACEKIT_CALLER()), RACEKIT_CALLER(), "_Fork()");
  return Forked(Next__Fork()());
}

// Elsewhere it is a fork(), as POSIX allows: a vfork() cannot be called by a
// function that returns.
extern "C" pid_t vfork() noexcept {
  IsGranted(AtDoor(RACEKIT_CALLER()), RACEKIT_CALLER(), "vfork()");
  return Forked(Next_fork()());
}

RACEKIT_NEXT(clone, int,
             (int (*)(void*), void*, int, void*, void*, void*, void*));
extern "C" int clone(int (*function)(void*), void* stack, int flags,
                     void* argument, ...) noexcept {
  if (AtDoor(RACEKIT_CALLER()) != nullptr) Refuse("clone()");
  va_list list;
  va_start(list, argument);
  void* rest[3];
  for (void*& one : rest) one = va_arg(list, void*);
  va_end(list);
  return Next_clone()(function, stack, flags, argument, rest[0], rest[1],
                      rest[2]);
}

RACEKIT_PROCESS(, int, posix_spawn,
                (pid_t * pid, const char* path,
                 const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const* arguments,
                 char* const* environment),
                (pid, path, actions, attributes, arguments, environment));
RACEKIT_PROCESS(, int, posix_spawnp,
                (pid_t * pid, const char* file,
                 const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const* arguments,
                 char* const* environment),
                (pid, file, actions, attributes, arguments, environment));
RACEKIT_PROCESS(, int, system, (const char* command), (command));
RACEKIT_PROCESS(, FILE*, popen, (const char* command, const char* type),
                (command, type));
RACEKIT_PROCESS(noexcept, int, execve,
                (const char* path, char* const* arguments,
                 char* const* environment),
                (path, arguments, environment));
RACEKIT_PROCESS(noexcept, int, execv,
                (const char* path, char* const* arguments), (path, arguments));
RACEKIT_PROCESS(noexcept, int, execvp,
                (const char* file, char* const* arguments), (file, arguments));

RACEKIT_NEXT(waitpid, pid_t, (pid_t, int*, int));
extern "C" pid_t waitpid(pid_t pid, int* status, int options) {
  // One that does not wait is as good as any other call.
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current != nullptr && (options & WNOHANG) == 0) {
    IsGranted(current, RACEKIT_CALLER(), "waitpid() without WNOHANG");
    if (pid > 0) AwaitProcess(current, pid);
  }
  return Next_waitpid()(pid, status, options);
}
RACEKIT_PROCESS(, pid_t, wait, (int* status), (status));
RACEKIT_PROCESS(, int, waitid,
                (idtype_t type, id_t id, siginfo_t* info, int options),
                (type, id, info, options));

// ---- waits

RACEKIT_REFUSED_NOEXCEPT(int, semop, (int id, sembuf* operations, size_t count),
                         (id, operations, count));
RACEKIT_REFUSED(int, msgsnd,
                (int id, const void* message, size_t size, int flags),
                (id, message, size, flags));
RACEKIT_REFUSED(ssize_t, msgrcv,
                (int id, void* message, size_t size, long type, int flags),
                (id, message, size, type, flags));
