// pthread condition variables. pthread_cond_signal() wakes the thread that has
// waited longest; there are spurious wakeups where whoever runs the execution
// wants to see what they do (Limits). A notification orders nothing
// by itself: only the mutex does.

#include <pthread.h>

#include "harness/runtime/door.h"
#include "harness/runtime/doors_mutex.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

// Versions before GLIBC_2.3.2 are another type of condition variable.
#define RACEKIT_COND_VERSION "GLIBC_2.3.2"

namespace {

// The clock that pthread_condattr_setclock() chose, in glibc's object.
clockid_t ClockOf(const pthread_cond_t* condition) {
  constexpr unsigned kMonotonicBit = 2;
  return (condition->__data.__wrefs & kMonotonicBit) != 0 ? CLOCK_MONOTONIC
                                                          : CLOCK_REALTIME;
}

int Wait(Thread* current, pthread_cond_t* condition, pthread_mutex_t* mutex,
         std::uint64_t deadline) {
  SyncObject* waited = sync_table.Get(condition, SyncKind::kCondition);
  SyncObject* locked = MutexObject(mutex);
  const bool holds = locked->owner == current;
  if (!holds && (mutex->__data.__kind & 3) != PTHREAD_MUTEX_NORMAL) {
    return EPERM;
  }
  ObserveWait(current, condition, mutex);
  world.Point(current, Op::kWait, condition);
  const int count = holds ? locked->count : 1;
  if (holds) UnlockMutex(current, locked);
  const bool woken =
      world.BlockOnCondition(current, &waited->waiters, deadline, condition);
  const bool by_itself = !woken && deadline == kNever;
  // Now, and not when it has the mutex again: it waits no longer.
  if (by_itself) ObserveSpuriousWakeup(current, condition);
  RelockMutex(current, locked, count);
  ObserveWaitEnd(current, condition, mutex, woken || by_itself);
  return woken || by_itself ? 0 : ETIMEDOUT;
}

void Signal(Thread* current, pthread_cond_t* condition, bool all) {
  SyncObject* object = sync_table.Get(condition, SyncKind::kCondition);
  world.Point(current, Op::kNotify, condition);
  const int woken =
      all ? world.WakeAll(&object->waiters)
          : static_cast<int>(world.WakeOne(&object->waiters) != nullptr);
  ObserveNotify(current, condition, woken);
  world.Progress(current);
}

}  // namespace

RACEKIT_NEXT_VERSION(pthread_cond_init, int,
                     (pthread_cond_t*, const pthread_condattr_t*),
                     RACEKIT_COND_VERSION);
extern "C" int pthread_cond_init(pthread_cond_t* condition,
                                 const pthread_condattr_t* attributes) {
  if (Controlled() != nullptr) sync_table.Forget(condition);
  return Next_pthread_cond_init()(condition, attributes);
}

RACEKIT_NEXT_VERSION(pthread_cond_destroy, int, (pthread_cond_t*),
                     RACEKIT_COND_VERSION);
extern "C" int pthread_cond_destroy(pthread_cond_t* condition) {
  if (Controlled() == nullptr) return Next_pthread_cond_destroy()(condition);
  // A waiter may still be on its way out: that is allowed, as long as it was
  // woken.
  ObserveDestroyCondition(Controlled(), condition);
  const SyncObject* object = sync_table.Find(condition);
  if (object != nullptr && object->waiters.first != nullptr) return EBUSY;
  sync_table.Forget(condition);
  return 0;
}

RACEKIT_NEXT_VERSION(pthread_cond_wait, int,
                     (pthread_cond_t*, pthread_mutex_t*), RACEKIT_COND_VERSION);
extern "C" int pthread_cond_wait(pthread_cond_t* condition,
                                 pthread_mutex_t* mutex) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_cond_wait()(condition, mutex);
  return Wait(current, condition, mutex, kNever);
}

RACEKIT_NEXT_VERSION(pthread_cond_timedwait, int,
                     (pthread_cond_t*, pthread_mutex_t*, const timespec*),
                     RACEKIT_COND_VERSION);
extern "C" int pthread_cond_timedwait(pthread_cond_t* condition,
                                      pthread_mutex_t* mutex,
                                      const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_pthread_cond_timedwait()(condition, mutex, time);
  }
  if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000) return EINVAL;
  return Wait(current, condition, mutex, DeadlineOf(ClockOf(condition), *time));
}

RACEKIT_NEXT(pthread_cond_clockwait, int,
             (pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*));
extern "C" int pthread_cond_clockwait(pthread_cond_t* condition,
                                      pthread_mutex_t* mutex, clockid_t clock,
                                      const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_pthread_cond_clockwait()(condition, mutex, clock, time);
  }
  if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000) return EINVAL;
  return Wait(current, condition, mutex, DeadlineOf(clock, *time));
}

RACEKIT_NEXT_VERSION(pthread_cond_signal, int, (pthread_cond_t*),
                     RACEKIT_COND_VERSION);
extern "C" int pthread_cond_signal(pthread_cond_t* condition) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_cond_signal()(condition);
  Signal(current, condition, false);
  return 0;
}

RACEKIT_NEXT_VERSION(pthread_cond_broadcast, int, (pthread_cond_t*),
                     RACEKIT_COND_VERSION);
extern "C" int pthread_cond_broadcast(pthread_cond_t* condition) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_cond_broadcast()(condition);
  Signal(current, condition, true);
  return 0;
}
