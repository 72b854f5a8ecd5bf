// Locks with a deadline on a clock of choice: std::timed_mutex::try_lock_for
// and its like.
//
// ThreadSanitizer of g++ 12 and clang 14 does not know them: it would call the
// unlock that follows "unlock of an unlocked mutex", and miss that the lock
// orders anything. Where it has no interceptor of its own these forwarders tell
// it what happened.

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "harness/stress/next_definition.h"
#include "harness/stress/run_control.h"

extern "C" {
// Of TSan's public interface (sanitizer/tsan_interface.h), which may be
// missing.
void __tsan_mutex_pre_lock(void* mutex, unsigned flags) __attribute__((weak));
void __tsan_mutex_post_lock(void* mutex, unsigned flags, int recursion)
    __attribute__((weak));
void __tsan_acquire(void* address) __attribute__((weak));
// Of the interface for compilers: keeps the caller's line in TSan's stacks.
void __tsan_func_entry(void* return_address) __attribute__((weak));
void __tsan_func_exit() __attribute__((weak));
}

namespace {

using ::racekit::internal::AtPoint;
using ::racekit::internal::PointKind;

constexpr unsigned kReadLock = 1 << 3;
constexpr unsigned kTryLock = 1 << 4;
constexpr unsigned kTryLockFailed = 1 << 5;

template <typename Lock>
int LockForTsan(void* mutex, unsigned flags, void* caller, Lock lock) {
  __tsan_func_entry(caller);
  __tsan_mutex_pre_lock(mutex, flags | kTryLock);
  const int error = lock();
  __tsan_mutex_post_lock(
      mutex, flags | kTryLock | (error == 0 ? 0 : kTryLockFailed), 0);
  __tsan_func_exit();
  return error;
}

}  // namespace

#define RACEKIT_FORWARD_CLOCKLOCK(name, type, flags)                           \
  RACEKIT_NEXT(name, int, (type*, clockid_t, const timespec*));                \
  extern "C" int name(type* mutex, clockid_t clock,                            \
                      const timespec* deadline) {                              \
    AtPoint(PointKind::kLock);                                                 \
    if (__tsan_mutex_pre_lock == nullptr || __interceptor_##name != nullptr)   \
      return Next_##name()(mutex, clock, deadline);                            \
    return LockForTsan(mutex, flags, __builtin_return_address(0),              \
                       [&] { return Next_##name()(mutex, clock, deadline); }); \
  }                                                                            \
  static_assert(true, "semicolon")

RACEKIT_FORWARD_CLOCKLOCK(pthread_mutex_clocklock, pthread_mutex_t, 0);
RACEKIT_FORWARD_CLOCKLOCK(pthread_rwlock_clockwrlock, pthread_rwlock_t, 0);
RACEKIT_FORWARD_CLOCKLOCK(pthread_rwlock_clockrdlock, pthread_rwlock_t,
                          kReadLock);

RACEKIT_NEXT(sem_clockwait, int, (sem_t*, clockid_t, const timespec*));
extern "C" int sem_clockwait(sem_t* semaphore, clockid_t clock,
                             const timespec* deadline) {
  AtPoint(PointKind::kWait);
  const int result = Next_sem_clockwait()(semaphore, clock, deadline);
  if (result == 0 && __tsan_acquire != nullptr &&
      __interceptor_sem_clockwait == nullptr) {
    __tsan_acquire(semaphore);
  }
  return result;
}
