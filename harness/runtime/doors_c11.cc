// C11 threads. glibc's mtx_t, cnd_t and once_flag are pthread objects by other
// names; its functions call each other inside libc, past the doors, so each is
// led here to the pthread door.

#include <pthread.h>
#include <threads.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

int ToC11(int error) {
  switch (error) {
    case 0:
      return thrd_success;
    case EBUSY:
      return thrd_busy;
    case ETIMEDOUT:
      return thrd_timedout;
    case ENOMEM:
      return thrd_nomem;
    default:
      return thrd_error;
  }
}

pthread_mutex_t* Mutex(mtx_t* mutex) {
  return reinterpret_cast<pthread_mutex_t*>(mutex);
}

pthread_cond_t* Condition(cnd_t* condition) {
  return reinterpret_cast<pthread_cond_t*>(condition);
}

struct Start {
  thrd_start_t function;
  void* argument;
};

void* Run(void* argument) {
  const Start start = *static_cast<Start*>(argument);
  return reinterpret_cast<void*>(
      static_cast<std::intptr_t>(start.function(start.argument)));
}

}  // namespace

extern "C" {

RACEKIT_NEXT(thrd_create, int, (thrd_t*, thrd_start_t, void*));
int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  if (Controlled() == nullptr) {
    return Next_thrd_create()(thread, function, argument);
  }
  auto* start = world.region().New<Start>();
  *start = {function, argument};
  return ToC11(pthread_create(thread, nullptr, &Run, start));
}

RACEKIT_NEXT(thrd_join, int, (thrd_t, int*));
int thrd_join(thrd_t thread, int* result) {
  if (Controlled() == nullptr) return Next_thrd_join()(thread, result);
  void* value = nullptr;
  const int error = pthread_join(thread, &value);
  if (error == 0 && result != nullptr) {
    *result = static_cast<int>(reinterpret_cast<std::intptr_t>(value));
  }
  return ToC11(error);
}

int thrd_detach(thrd_t thread) { return ToC11(pthread_detach(thread)); }

void thrd_exit(int result) {
  pthread_exit(reinterpret_cast<void*>(static_cast<std::intptr_t>(result)));
}

void thrd_yield() { sched_yield(); }

int thrd_sleep(const timespec* duration, timespec* rest) {
  const int error = clock_nanosleep(CLOCK_REALTIME, 0, duration, rest);
  return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

int mtx_lock(mtx_t* mutex) { return ToC11(pthread_mutex_lock(Mutex(mutex))); }
int mtx_trylock(mtx_t* mutex) {
  return ToC11(pthread_mutex_trylock(Mutex(mutex)));
}
int mtx_timedlock(mtx_t* mutex, const timespec* time) {
  return ToC11(pthread_mutex_timedlock(Mutex(mutex), time));
}
int mtx_unlock(mtx_t* mutex) {
  return ToC11(pthread_mutex_unlock(Mutex(mutex)));
}
RACEKIT_NEXT(mtx_init, int, (mtx_t*, int));
int mtx_init(mtx_t* mutex, int type) {
  if (Controlled() != nullptr) sync_table.Forget(mutex);
  return Next_mtx_init()(mutex, type);
}
void mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(Mutex(mutex)); }

int cnd_init(cnd_t* condition) {
  return ToC11(pthread_cond_init(Condition(condition), nullptr));
}
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return ToC11(pthread_cond_wait(Condition(condition), Mutex(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* time) {
  return ToC11(
      pthread_cond_timedwait(Condition(condition), Mutex(mutex), time));
}
int cnd_signal(cnd_t* condition) {
  return ToC11(pthread_cond_signal(Condition(condition)));
}
int cnd_broadcast(cnd_t* condition) {
  return ToC11(pthread_cond_broadcast(Condition(condition)));
}
void cnd_destroy(cnd_t* condition) {
  pthread_cond_destroy(Condition(condition));
}

void call_once(once_flag* flag, void (*function)()) {
  pthread_once(reinterpret_cast<pthread_once_t*>(flag), function);
}

int tss_create(tss_t* key, tss_dtor_t destroy) {
  return ToC11(pthread_key_create(key, destroy));
}
void* tss_get(tss_t key) { return pthread_getspecific(key); }
int tss_set(tss_t key, void* value) {
  return ToC11(pthread_setspecific(key, value));
}
void tss_delete(tss_t key) { pthread_key_delete(key); }

}  // extern "C"
