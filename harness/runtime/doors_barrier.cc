// pthread barriers.

#include <pthread.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

SyncObject* Get(const pthread_barrier_t* barrier) {
  SyncObject* object = sync_table.Get(barrier, SyncKind::kBarrier);
  if (!object->initialised) {
    object->initialised = true;
    // glibc: the third word is how many must arrive.
    object->capacity =
        static_cast<int>(reinterpret_cast<const unsigned*>(barrier)[2]);
  }
  return object;
}

// Rounds alternate between two objects, or who leaves one late would acquire
// what early arrivals of the next have released.
const volatile char* Round(const SyncObject* object) {
  return static_cast<const volatile char*>(object->address) +
         object->generation % 2;
}

}  // namespace

RACEKIT_NEXT(pthread_barrier_init, int,
             (pthread_barrier_t*, const pthread_barrierattr_t*, unsigned));
extern "C" int pthread_barrier_init(pthread_barrier_t* barrier,
                                    const pthread_barrierattr_t* attributes,
                                    unsigned count) noexcept {
  if (Controlled() != nullptr) sync_table.Forget(barrier);
  const int error = Next_pthread_barrier_init()(barrier, attributes, count);
  if (error == 0 && Controlled() != nullptr) {
    SyncObject* object = sync_table.Get(barrier, SyncKind::kBarrier);
    object->initialised = true;
    object->capacity = static_cast<int>(count);
  }
  return error;
}

RACEKIT_NEXT(pthread_barrier_destroy, int, (pthread_barrier_t*));
extern "C" int pthread_barrier_destroy(pthread_barrier_t* barrier) noexcept {
  if (Controlled() == nullptr) return Next_pthread_barrier_destroy()(barrier);
  sync_table.Forget(barrier);
  return 0;
}

RACEKIT_NEXT(pthread_barrier_wait, int, (pthread_barrier_t*));
extern "C" int pthread_barrier_wait(pthread_barrier_t* barrier) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_barrier_wait()(barrier);
  SyncObject* object = Get(barrier);
  world.Point(current, Op::kWait, barrier);
  const volatile char* round = Round(object);
  ObserveRelease(current, round);
  if (++object->count == object->capacity) {
    object->count = 0;
    ++object->generation;
    ObserveAcquire(current, round);
    world.WakeAll(&object->waiters);
    world.Progress(current);
    return PTHREAD_BARRIER_SERIAL_THREAD;
  }
  world.Block(current, &object->waiters, kNever, "barrier", barrier);
  ObserveAcquire(current, round);
  return 0;
}
