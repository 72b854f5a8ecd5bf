// thread_local destructors and pthread keys.

#include <errno.h>
#include <limits.h>
#include <pthread.h>

#include "harness/runtime/next.h"
#include "harness/runtime/program_exit.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/thread_end.h"
#include "harness/runtime/world.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

using Destructor = void (*)(void*);

// Of keys created since the program started, in executions or not.
Destructor key_destructors[kMaxKeys];

}  // namespace

namespace racekit::runtime {

void RunTlsDestructors(Thread* thread) {
  while (TlsDestructor* destructor = thread->tls_destructors) {
    thread->tls_destructors = destructor->next;
    destructor->destroy(destructor->object);
  }
}

void RunThreadEnd(Thread* thread) {
  RunTlsDestructors(thread);
  Slot* slot = thread->slot;
  bool again = true;
  for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
    again = false;
    for (int key = 0; key < slot->specific_end; ++key) {
      void* value = slot->specific[key];
      const Destructor destroy = key_destructors[key];
      slot->specific[key] = nullptr;
      if (value == nullptr || destroy == nullptr) continue;
      destroy(value);
      again = true;
    }
  }
  EndProgramWithLast(thread);
}

}  // namespace racekit::runtime

RACEKIT_NEXT(__cxa_thread_atexit_impl, int, (Destructor, void*, void*));
extern "C" int __cxa_thread_atexit_impl(Destructor destroy, void* object,
                                        void* dso) {
  Thread* thread = self;
  if (thread == nullptr) {
    return Next___cxa_thread_atexit_impl()(destroy, object, dso);
  }
  auto* entry = world.region().New<TlsDestructor>();
  *entry = {destroy, object, thread->tls_destructors};
  thread->tls_destructors = entry;
  return 0;
}

// The compiler calls this one; libstdc++'s would do the same.
extern "C" int __cxa_thread_atexit(Destructor destroy, void* object,
                                   void* dso) {
  return __cxa_thread_atexit_impl(destroy, object, dso);
}

RACEKIT_NEXT(pthread_key_create, int, (pthread_key_t*, Destructor));
extern "C" int pthread_key_create(pthread_key_t* key, Destructor destroy) {
  const int error = Next_pthread_key_create()(key, destroy);
  if (error == 0 && *key < kMaxKeys) key_destructors[*key] = destroy;
  return error;
}

RACEKIT_NEXT(pthread_key_delete, int, (pthread_key_t));
extern "C" int pthread_key_delete(pthread_key_t key) {
  const int error = Next_pthread_key_delete()(key);
  if (error == 0 && key < kMaxKeys) {
    key_destructors[key] = nullptr;
    if (world.active()) {
      for (int id = 0; id < world.thread_count(); ++id) {
        world.thread(id)->slot->specific[key] = nullptr;
      }
    }
  }
  return error;
}

RACEKIT_NEXT(pthread_getspecific, void*, (pthread_key_t));
extern "C" void* pthread_getspecific(pthread_key_t key) {
  Thread* thread = self;
  if (thread == nullptr) return Next_pthread_getspecific()(key);
  return key < kMaxKeys ? thread->slot->specific[key] : nullptr;
}

RACEKIT_NEXT(pthread_setspecific, int, (pthread_key_t, const void*));
extern "C" int pthread_setspecific(pthread_key_t key, const void* value) {
  Thread* thread = self;
  if (thread == nullptr) return Next_pthread_setspecific()(key, value);
  if (key >= kMaxKeys) return EINVAL;
  Slot* slot = thread->slot;
  slot->specific[key] = const_cast<void*>(value);
  if (slot->specific_end <= static_cast<int>(key)) {
    slot->specific_end = static_cast<int>(key) + 1;
  }
  return 0;
}
