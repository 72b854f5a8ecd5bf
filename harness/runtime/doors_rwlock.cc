// pthread reader/writer locks and spinlocks. Readers get in whenever no writer
// is in, however many writers wait: the standard promises no more.

#include <pthread.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

SyncObject* Get(const pthread_rwlock_t* lock) {
  SyncObject* object = sync_table.Get(lock, SyncKind::kRwlock);
  if (!object->initialised) {
    object->initialised = true;
    // glibc counts readers from the fourth bit on; the lower ones are phases.
    if ((lock->__data.__readers >> 3) != 0 || lock->__data.__cur_writer != 0) {
      Refuse(
          "a rwlock that was locked before the body began, or by a thread "
          "outside it");
    }
  }
  return object;
}

bool Available(const SyncObject* object, bool exclusive) {
  return object->owner == nullptr && (!exclusive || object->count == 0);
}

int Take(Thread* current, SyncObject* object, bool exclusive) {
  if (exclusive) {
    object->owner = current;
    ObserveLock(current, object->address);
  } else {
    ++object->count;
    ObserveLockShared(current, object->address);
  }
  world.Progress(current);
  return 0;
}

int Lock(Thread* current, const pthread_rwlock_t* lock, bool exclusive,
         std::uint64_t deadline) {
  SyncObject* object = Get(lock);
  if (object->owner == current) return EDEADLK;
  ObserveLockIntent(current, lock, !exclusive);
  world.Point(current, exclusive ? Op::kLock : Op::kLockShared, lock);
  while (!Available(object, exclusive)) {
    if (!world.Block(current, &object->waiters, deadline,
                     exclusive ? "rwlock, to write" : "rwlock, to read",
                     lock)) {
      return ETIMEDOUT;
    }
  }
  return Take(current, object, exclusive);
}

int TimedLock(Thread* current, const pthread_rwlock_t* lock, bool exclusive,
              clockid_t clock, const timespec* time) {
  if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000) return EINVAL;
  return Lock(current, lock, exclusive, DeadlineOf(clock, *time));
}

int TryLock(Thread* current, const pthread_rwlock_t* lock, bool exclusive) {
  SyncObject* object = Get(lock);
  world.Point(current, exclusive ? Op::kLock : Op::kLockShared, lock);
  if (Available(object, exclusive)) return Take(current, object, exclusive);
  world.NoProgress(current);
  return EBUSY;
}

int Unlock(Thread* current, const pthread_rwlock_t* lock) {
  SyncObject* object = Get(lock);
  world.Point(current, Op::kUnlock, lock);
  if (object->owner == current) {
    ObserveUnlock(current, lock);
    object->owner = nullptr;
  } else if (object->count > 0) {
    ObserveUnlockShared(current, lock);
    --object->count;
  } else {
    ObserveStrangeUnlock(current, lock);
    return EPERM;
  }
  world.WakeAll(&object->waiters);
  world.Progress(current);
  return 0;
}

}  // namespace

RACEKIT_NEXT(pthread_rwlock_init, int,
             (pthread_rwlock_t*, const pthread_rwlockattr_t*));
extern "C" int pthread_rwlock_init(pthread_rwlock_t* lock,
                                   const pthread_rwlockattr_t* attributes) {
  if (Controlled() != nullptr) sync_table.Forget(lock);
  return Next_pthread_rwlock_init()(lock, attributes);
}

RACEKIT_NEXT(pthread_rwlock_destroy, int, (pthread_rwlock_t*));
extern "C" int pthread_rwlock_destroy(pthread_rwlock_t* lock) {
  if (Thread* current = AtDoor(RACEKIT_CALLER())) {
    ObserveDestroyLock(current, lock);
    sync_table.Forget(lock);
  }
  return Next_pthread_rwlock_destroy()(lock);
}

// RACEKIT_RWLOCK(name, (parameters), (arguments), what to do when controlled)
#define RACEKIT_RWLOCK(name, parameters, arguments, controlled) \
  RACEKIT_NEXT(name, int, parameters);                          \
  extern "C" int name parameters {                              \
    Thread* current = AtDoor(RACEKIT_CALLER());                 \
    if (current == nullptr) return Next_##name() arguments;     \
    return controlled;                                          \
  }                                                             \
  static_assert(true, "semicolon")

RACEKIT_RWLOCK(pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock),
               Lock(current, lock, false, kNever));
RACEKIT_RWLOCK(pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock),
               Lock(current, lock, true, kNever));
RACEKIT_RWLOCK(pthread_rwlock_tryrdlock, (pthread_rwlock_t * lock), (lock),
               TryLock(current, lock, false));
RACEKIT_RWLOCK(pthread_rwlock_trywrlock, (pthread_rwlock_t * lock), (lock),
               TryLock(current, lock, true));
RACEKIT_RWLOCK(pthread_rwlock_timedrdlock,
               (pthread_rwlock_t * lock, const timespec* time), (lock, time),
               TimedLock(current, lock, false, CLOCK_REALTIME, time));
RACEKIT_RWLOCK(pthread_rwlock_timedwrlock,
               (pthread_rwlock_t * lock, const timespec* time), (lock, time),
               TimedLock(current, lock, true, CLOCK_REALTIME, time));
RACEKIT_RWLOCK(pthread_rwlock_clockrdlock,
               (pthread_rwlock_t * lock, clockid_t clock, const timespec* time),
               (lock, clock, time),
               TimedLock(current, lock, false, clock, time));
RACEKIT_RWLOCK(pthread_rwlock_clockwrlock,
               (pthread_rwlock_t * lock, clockid_t clock, const timespec* time),
               (lock, clock, time),
               TimedLock(current, lock, true, clock, time));
RACEKIT_RWLOCK(pthread_rwlock_unlock, (pthread_rwlock_t * lock), (lock),
               Unlock(current, lock));
