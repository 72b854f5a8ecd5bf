// Refused inside a body: processes, since a child has but one of the controlled
// threads, and waits in the kernel for what is not a descriptor, which would
// stop the world.

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

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

RACEKIT_REFUSED_NOEXCEPT(pid_t, fork, (), ());
RACEKIT_REFUSED_NOEXCEPT(pid_t, _Fork, (), ());

// Elsewhere it is a fork(), as POSIX allows: a vfork() cannot be called by a
// function that returns.
extern "C" pid_t vfork() noexcept {
  if (AtDoor(RACEKIT_CALLER()) != nullptr) Refuse("vfork()");
  return Next_fork()();
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

RACEKIT_REFUSED(int, posix_spawn,
                (pid_t * pid, const char* path,
                 const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const* arguments,
                 char* const* environment),
                (pid, path, actions, attributes, arguments, environment));
RACEKIT_REFUSED(int, posix_spawnp,
                (pid_t * pid, const char* file,
                 const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const* arguments,
                 char* const* environment),
                (pid, file, actions, attributes, arguments, environment));
RACEKIT_REFUSED(int, system, (const char* command), (command));
RACEKIT_REFUSED(FILE*, popen, (const char* command, const char* type),
                (command, type));
RACEKIT_REFUSED_NOEXCEPT(int, execve,
                         (const char* path, char* const* arguments,
                          char* const* environment),
                         (path, arguments, environment));
RACEKIT_REFUSED_NOEXCEPT(int, execv, (const char* path, char* const* arguments),
                         (path, arguments));
RACEKIT_REFUSED_NOEXCEPT(int, execvp,
                         (const char* file, char* const* arguments),
                         (file, arguments));
RACEKIT_REFUSED(pid_t, wait, (int* status), (status));
RACEKIT_REFUSED(int, waitid,
                (idtype_t type, id_t id, siginfo_t* info, int options),
                (type, id, info, options));

// One that does not wait is as good as any other call.
RACEKIT_NEXT(waitpid, pid_t, (pid_t, int*, int));
extern "C" pid_t waitpid(pid_t pid, int* status, int options) {
  if (AtDoor(RACEKIT_CALLER()) != nullptr && (options & WNOHANG) == 0) {
    Refuse("waitpid() without WNOHANG");
  }
  return Next_waitpid()(pid, status, options);
}

// ---- waits

RACEKIT_REFUSED(int, pause, (), ());
RACEKIT_REFUSED(int, sigsuspend, (const sigset_t* mask), (mask));
RACEKIT_REFUSED(int, sigwait, (const sigset_t* set, int* signal),
                (set, signal));
RACEKIT_REFUSED(int, sigwaitinfo, (const sigset_t* set, siginfo_t* info),
                (set, info));
RACEKIT_REFUSED(int, sigtimedwait,
                (const sigset_t* set, siginfo_t* info, const timespec* timeout),
                (set, info, timeout));
RACEKIT_REFUSED_NOEXCEPT(int, semop, (int id, sembuf* operations, size_t count),
                         (id, operations, count));
RACEKIT_REFUSED(int, msgsnd,
                (int id, const void* message, size_t size, int flags),
                (id, message, size, flags));
RACEKIT_REFUSED(ssize_t, msgrcv,
                (int id, void* message, size_t size, long type, int flags),
                (id, message, size, type, flags));
