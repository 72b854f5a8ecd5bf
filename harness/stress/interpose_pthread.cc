// pthread and semaphore functions as the code under test calls them: a point,
// then the definition that would have been called without us.
//
// The binary's definitions come before those of any shared library, so the
// calls of libstdc++.so arrive here as well (std::thread, condition_variable).
// Each forwarder delays before the operation and then jumps (tail call):
// ThreadSanitizer's stacks show the caller, not racekit. Delays before suffice,
// since "after this operation" is "before the next". (Locks with a clock:
// interpose_clocklock.cc.)

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

#include <cstdint>

#include "harness/stress/next_definition.h"
#include "harness/stress/run_control.h"

namespace {

using ::racekit::internal::AtPoint;
using ::racekit::internal::CreateInRun;
using ::racekit::internal::InRun;
using ::racekit::internal::PointKind;

struct C11Start {
  thrd_start_t function;
  void* argument;
};

void* RunC11Thread(void* argument) {
  const C11Start start = *static_cast<C11Start*>(argument);
  delete static_cast<C11Start*>(argument);
  return reinterpret_cast<void*>(
      static_cast<std::intptr_t>(start.function(start.argument)));
}

}  // namespace

// RACEKIT_FORWARD(kLock, int, pthread_mutex_lock, (pthread_mutex_t* m), (m))
#define RACEKIT_FORWARD_VERSION(point, result, name, parameters, arguments, \
                                version)                                    \
  RACEKIT_NEXT_VERSION(name, result, parameters, version);                  \
  extern "C" result name parameters {                                       \
    AtPoint(PointKind::point);                                              \
    return Next_##name() arguments;                                         \
  }                                                                         \
  static_assert(true, "semicolon")
#define RACEKIT_FORWARD(point, result, name, parameters, arguments) \
  RACEKIT_FORWARD_VERSION(point, result, name, parameters, arguments, nullptr)

// The version of pthread_cond_* that everybody links against; x86-64 has an
// older one.
#if defined(__x86_64__)
#define RACEKIT_COND_VERSION "GLIBC_2.3.2"
#else
#define RACEKIT_COND_VERSION nullptr
#endif

// ---------------------------------------------------------------- threads

RACEKIT_NEXT(pthread_create, int,
             (pthread_t*, const pthread_attr_t*, void* (*)(void*), void*));
extern "C" int pthread_create(pthread_t* thread,
                              const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) {
  if (!InRun()) {
    return Next_pthread_create()(thread, attributes, start, argument);
  }
  return CreateInRun(Next_pthread_create(), thread, attributes, start,
                     argument);
}

// glibc's calls pthread_create() past the definition above.
RACEKIT_NEXT(thrd_create, int, (thrd_t*, thrd_start_t, void*));
extern "C" int thrd_create(thrd_t* thread, thrd_start_t function,
                           void* argument) {
  if (!InRun()) return Next_thrd_create()(thread, function, argument);
  auto* start = new C11Start{function, argument};
  const int error = pthread_create(thread, nullptr, &RunC11Thread, start);
  if (error == 0) return thrd_success;
  delete start;
  return error == ENOMEM ? thrd_nomem : thrd_error;
}

RACEKIT_FORWARD(kJoin, int, pthread_join, (pthread_t thread, void** result),
                (thread, result));

// ---------------------------------------------------------------- mutexes

RACEKIT_FORWARD(kLock, int, pthread_mutex_lock, (pthread_mutex_t * m), (m));
RACEKIT_FORWARD(kLock, int, pthread_mutex_trylock, (pthread_mutex_t * m), (m));
RACEKIT_FORWARD(kLock, int, pthread_mutex_timedlock,
                (pthread_mutex_t * m, const timespec* deadline), (m, deadline));
RACEKIT_FORWARD(kUnlock, int, pthread_mutex_unlock, (pthread_mutex_t * m), (m));

RACEKIT_FORWARD(kLock, int, pthread_spin_lock, (pthread_spinlock_t * m), (m));
RACEKIT_FORWARD(kLock, int, pthread_spin_trylock, (pthread_spinlock_t * m),
                (m));
RACEKIT_FORWARD(kUnlock, int, pthread_spin_unlock, (pthread_spinlock_t * m),
                (m));

RACEKIT_FORWARD(kLock, int, pthread_rwlock_rdlock, (pthread_rwlock_t * m), (m));
RACEKIT_FORWARD(kLock, int, pthread_rwlock_wrlock, (pthread_rwlock_t * m), (m));
RACEKIT_FORWARD(kLock, int, pthread_rwlock_tryrdlock, (pthread_rwlock_t * m),
                (m));
RACEKIT_FORWARD(kLock, int, pthread_rwlock_trywrlock, (pthread_rwlock_t * m),
                (m));
RACEKIT_FORWARD(kLock, int, pthread_rwlock_timedrdlock,
                (pthread_rwlock_t * m, const timespec* deadline),
                (m, deadline));
RACEKIT_FORWARD(kLock, int, pthread_rwlock_timedwrlock,
                (pthread_rwlock_t * m, const timespec* deadline),
                (m, deadline));
RACEKIT_FORWARD(kUnlock, int, pthread_rwlock_unlock, (pthread_rwlock_t * m),
                (m));

// ---------------------------------------------------------------- waiting

RACEKIT_FORWARD_VERSION(kWait, int, pthread_cond_wait,
                        (pthread_cond_t * c, pthread_mutex_t* m), (c, m),
                        RACEKIT_COND_VERSION);
RACEKIT_FORWARD_VERSION(kWait, int, pthread_cond_timedwait,
                        (pthread_cond_t * c, pthread_mutex_t* m,
                         const timespec* deadline),
                        (c, m, deadline), RACEKIT_COND_VERSION);
RACEKIT_FORWARD(kWait, int, pthread_cond_clockwait,
                (pthread_cond_t * c, pthread_mutex_t* m, clockid_t clock,
                 const timespec* deadline),
                (c, m, clock, deadline));
RACEKIT_FORWARD_VERSION(kNotify, int, pthread_cond_signal, (pthread_cond_t * c),
                        (c), RACEKIT_COND_VERSION);
RACEKIT_FORWARD_VERSION(kNotify, int, pthread_cond_broadcast,
                        (pthread_cond_t * c), (c), RACEKIT_COND_VERSION);

RACEKIT_FORWARD(kWait, int, sem_wait, (sem_t * s), (s));
RACEKIT_FORWARD(kWait, int, sem_trywait, (sem_t * s), (s));
RACEKIT_FORWARD(kWait, int, sem_timedwait,
                (sem_t * s, const timespec* deadline), (s, deadline));
RACEKIT_FORWARD(kNotify, int, sem_post, (sem_t * s), (s));

RACEKIT_FORWARD(kWait, int, pthread_barrier_wait, (pthread_barrier_t * b), (b));
