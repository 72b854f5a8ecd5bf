// pthread mutexes of every type but robust ones.

#include <pthread.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// glibc keeps a mutex' type and attributes in its `kind`.
constexpr int kTypeBits = 3;
constexpr int kRobust = 16;

SyncObject* Get(pthread_mutex_t* mutex) {
  SyncObject* object = sync_table.Get(mutex, SyncKind::kMutex);
  if (!object->initialised) {
    object->initialised = true;
    if ((mutex->__data.__kind & kRobust) != 0) Refuse("a robust mutex");
    if (mutex->__data.__lock != 0) {
      Refuse(
          "a mutex that was locked before the body began, or by a thread "
          "outside it");
    }
  }
  return object;
}

int Type(const pthread_mutex_t* mutex) {
  return mutex->__data.__kind & kTypeBits;
}

int Take(Thread* current, SyncObject* object) {
  object->owner = current;
  object->count = 1;
  ObserveLock(current, object->address);
  world.Progress(current);
  return 0;
}

int Lock(Thread* current, pthread_mutex_t* mutex, std::uint64_t deadline) {
  SyncObject* object = Get(mutex);
  if (object->owner == current) {
    if (Type(mutex) == PTHREAD_MUTEX_RECURSIVE) {
      ++object->count;
      return 0;
    }
    if (Type(mutex) == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
  }
  ObserveLockIntent(current, mutex, /*shared=*/false);
  world.Point(current, Op::kLock, mutex);
  while (object->owner != nullptr) {
    if (!world.Block(current, &object->waiters, deadline, "mutex", mutex)) {
      return ETIMEDOUT;
    }
  }
  return Take(current, object);
}

int TimedLock(Thread* current, pthread_mutex_t* mutex, clockid_t clock,
              const timespec* time) {
  if (!IsValid(time) && Get(mutex)->owner != nullptr) {
    return time->tv_sec < 0 && time->tv_nsec >= 0 ? ETIMEDOUT : EINVAL;
  }
  return Lock(current, mutex, DeadlineOf(clock, *time));
}

}  // namespace

namespace racekit::runtime {

void UnlockMutex(Thread* current, SyncObject* object) {
  ObserveUnlock(current, object->address);
  object->owner = nullptr;
  object->count = 0;
  world.WakeAll(&object->waiters);
  world.Progress(current);
}

void RelockMutex(Thread* current, SyncObject* object, int count) {
  while (object->owner != nullptr) {
    world.Block(current, &object->waiters, kNever, "mutex", object->address);
  }
  Take(current, object);
  object->count = count;
}

SyncObject* MutexObject(pthread_mutex_t* mutex) { return Get(mutex); }

}  // namespace racekit::runtime

RACEKIT_NEXT(pthread_mutex_init, int,
             (pthread_mutex_t*, const pthread_mutexattr_t*));
extern "C" int pthread_mutex_init(pthread_mutex_t* mutex,
                                  const pthread_mutexattr_t* attributes) {
  if (Controlled() != nullptr) sync_table.Forget(mutex);
  return Next_pthread_mutex_init()(mutex, attributes);
}

RACEKIT_NEXT(pthread_mutex_destroy, int, (pthread_mutex_t*));
extern "C" int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current != nullptr) {
    ObserveDestroyLock(current, mutex);
    const SyncObject* object = sync_table.Find(mutex);
    if (object != nullptr && object->owner != nullptr) return EBUSY;
    sync_table.Forget(mutex);
  }
  return Next_pthread_mutex_destroy()(mutex);
}

RACEKIT_NEXT(pthread_mutex_lock, int, (pthread_mutex_t*));
extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_mutex_lock()(mutex);
  return Lock(current, mutex, kNever);
}

RACEKIT_NEXT(pthread_mutex_trylock, int, (pthread_mutex_t*));
extern "C" int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_mutex_trylock()(mutex);
  SyncObject* object = Get(mutex);
  world.Point(current, Op::kLock, mutex);
  if (object->owner == nullptr) return Take(current, object);
  if (object->owner == current && Type(mutex) == PTHREAD_MUTEX_RECURSIVE) {
    ++object->count;
    return 0;
  }
  world.NoProgress(current);
  return EBUSY;
}

RACEKIT_NEXT(pthread_mutex_timedlock, int, (pthread_mutex_t*, const timespec*));
extern "C" int pthread_mutex_timedlock(pthread_mutex_t* mutex,
                                       const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_mutex_timedlock()(mutex, time);
  return TimedLock(current, mutex, CLOCK_REALTIME, time);
}

RACEKIT_NEXT(pthread_mutex_clocklock, int,
             (pthread_mutex_t*, clockid_t, const timespec*));
extern "C" int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                                       const timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_pthread_mutex_clocklock()(mutex, clock, time);
  }
  return TimedLock(current, mutex, clock, time);
}

RACEKIT_NEXT(pthread_mutex_unlock, int, (pthread_mutex_t*));
extern "C" int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_mutex_unlock()(mutex);
  SyncObject* object = Get(mutex);
  if (object->owner != current && Type(mutex) != PTHREAD_MUTEX_NORMAL) {
    return EPERM;
  }
  if (object->count > 1) {
    --object->count;
    return 0;
  }
  world.Point(current, Op::kUnlock, mutex);
  UnlockMutex(current, object);
  return 0;
}
