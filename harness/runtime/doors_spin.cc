// pthread spinlocks: mutexes, as far as anybody can tell.

#include <pthread.h>

#include "harness/runtime/door.h"
#include "harness/runtime/doors_mutex.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

SyncObject* Get(pthread_spinlock_t* lock) {
  return sync_table.Get(const_cast<const int*>(lock), SyncKind::kSpinlock);
}

}  // namespace

RACEKIT_NEXT(pthread_spin_init, int, (pthread_spinlock_t*, int));
extern "C" int pthread_spin_init(pthread_spinlock_t* lock, int shared) {
  if (Controlled() != nullptr) {
    sync_table.Forget(const_cast<const int*>(lock));
  }
  return Next_pthread_spin_init()(lock, shared);
}

RACEKIT_NEXT(pthread_spin_destroy, int, (pthread_spinlock_t*));
extern "C" int pthread_spin_destroy(pthread_spinlock_t* lock) {
  if (Thread* current = AtDoor(RACEKIT_CALLER())) {
    ObserveDestroyLock(current, lock);
    sync_table.Forget(const_cast<const int*>(lock));
  }
  return Next_pthread_spin_destroy()(lock);
}

RACEKIT_NEXT(pthread_spin_lock, int, (pthread_spinlock_t*));
extern "C" int pthread_spin_lock(pthread_spinlock_t* lock) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_spin_lock()(lock);
  SyncObject* object = Get(lock);
  ObserveLockIntent(current, object->address, /*shared=*/false);
  world.Point(current, Op::kLock, object->address);
  RelockMutex(current, object, 1);
  return 0;
}

RACEKIT_NEXT(pthread_spin_trylock, int, (pthread_spinlock_t*));
extern "C" int pthread_spin_trylock(pthread_spinlock_t* lock) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_spin_trylock()(lock);
  SyncObject* object = Get(lock);
  world.Point(current, Op::kLock, object->address);
  if (object->owner != nullptr) {
    world.NoProgress(current);
    return EBUSY;
  }
  RelockMutex(current, object, 1);
  return 0;
}

RACEKIT_NEXT(pthread_spin_unlock, int, (pthread_spinlock_t*));
extern "C" int pthread_spin_unlock(pthread_spinlock_t* lock) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_spin_unlock()(lock);
  SyncObject* object = Get(lock);
  world.Point(current, Op::kUnlock, object->address);
  UnlockMutex(current, object);
  return 0;
}
