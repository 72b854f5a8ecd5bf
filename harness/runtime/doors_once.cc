// pthread_once() and the guards of static variables.

#include <pthread.h>

#include "harness/runtime/door.h"
#include "harness/runtime/observe_access.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// True if the current thread is to initialise; false once that has been done.
bool Begin(Thread* current, SyncObject* object, const void* address,
           bool (*is_done)(const void*)) {
  world.Point(current, Op::kLock, address);
  for (;;) {
    if (is_done(address)) {
      ObserveAcquire(current, address);
      return false;
    }
    if (object->owner == nullptr) break;
    if (object->owner == current) {
      Refuse(
          "the initialisation of a static variable, or pthread_once(), "
          "that depends on itself");
    }
    world.Block(current, &object->waiters, kNever, "initialisation", address);
  }
  object->owner = current;
  world.CountInitialisation();
  return true;
}

void Finish(Thread* current, SyncObject* object) {
  object->owner = nullptr;
  world.WakeAll(&object->waiters);
  world.Progress(current);
}

bool GuardDone(const void* guard) {
  return *static_cast<const volatile char*>(guard) != 0;
}

bool OnceDone(const void* control) {
  constexpr int kDone = 2;  // glibc's __PTHREAD_ONCE_DONE
  return (*static_cast<const volatile int*>(control) & kDone) != 0;
}

}  // namespace

// The Itanium C++ ABI: the first byte of the guard says "done", and code looks
// at it itself before it calls.
RACEKIT_NEXT(__cxa_guard_acquire, int, (void*));
extern "C" int __cxa_guard_acquire(void* guard) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next___cxa_guard_acquire()(guard);
  return Begin(current, sync_table.Get(guard, SyncKind::kOnce), guard,
               &GuardDone)
             ? 1
             : 0;
}

RACEKIT_NEXT(__cxa_guard_release, void, (void*));
extern "C" void __cxa_guard_release(void* guard) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next___cxa_guard_release()(guard);
  ObserveAtomicStore(current, guard, 1, __ATOMIC_RELEASE);
  ObserveRelease(current, guard);
  *static_cast<volatile char*>(guard) = 1;
  Finish(current, sync_table.Get(guard, SyncKind::kOnce));
}

RACEKIT_NEXT(__cxa_guard_abort, void, (void*));
extern "C" void __cxa_guard_abort(void* guard) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next___cxa_guard_abort()(guard);
  Finish(current, sync_table.Get(guard, SyncKind::kOnce));
}

RACEKIT_NEXT(pthread_once, int, (pthread_once_t*, void (*)()));
extern "C" int pthread_once(pthread_once_t* control, void (*initialise)()) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_pthread_once()(control, initialise);
  SyncObject* object = sync_table.Get(control, SyncKind::kOnce);
  if (!Begin(current, object, control, &OnceDone)) return 0;
  struct Abort {  // an exception leaves it to the next caller
    ~Abort() {
      if (!done) Finish(current, object);
    }
    Thread* current;
    SyncObject* object;
    bool done = false;
  } abort{current, object};
  initialise();
  abort.done = true;
  ObserveRelease(current, control);
  *static_cast<volatile pthread_once_t*>(control) = 2;
  Finish(current, object);
  return 0;
}
