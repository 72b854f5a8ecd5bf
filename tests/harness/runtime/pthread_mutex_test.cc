// pthread mutexes: normal, recursive, error-checking, adaptive, shared between
// processes, with a priority protocol; timed locks on both clocks.

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

class Mutex {
 public:
  explicit Mutex(int type, int shared = PTHREAD_PROCESS_PRIVATE) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type);
    pthread_mutexattr_setpshared(&attributes, shared);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
  }
  ~Mutex() { EXPECT_EQ(pthread_mutex_destroy(&mutex_), 0); }
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;
  pthread_mutex_t* operator&() { return &mutex_; }  // NOLINT: as the C type

 private:
  pthread_mutex_t mutex_;
};

void ExpectMutualExclusion(pthread_mutex_t* mutex) {
  int value = 0;
  const auto add = [&] {
    ASSERT_EQ(pthread_mutex_lock(mutex), 0);
    const int old = value;
    sched_yield();
    value = old + 1;
    ASSERT_EQ(pthread_mutex_unlock(mutex), 0);
  };
  Together(add, add, add);
  EXPECT_EQ(value, 3);
}

RACE_TEST(PthreadMutex, EveryTypeExcludes) {
  for (int type : {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
                   PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ADAPTIVE_NP}) {
    Mutex mutex(type);
    ExpectMutualExclusion(&mutex);
  }
}

RACE_TEST(PthreadMutex, StaticInitialisersExclude) {
  pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
  ExpectMutualExclusion(&normal);
  pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  ExpectMutualExclusion(&recursive);
}

RACE_TEST(PthreadMutex, SharedBetweenProcessesExcludes) {
  Mutex mutex(PTHREAD_MUTEX_NORMAL, PTHREAD_PROCESS_SHARED);
  ExpectMutualExclusion(&mutex);
}

RACE_TEST(PthreadMutex, RecursiveIsFreeAfterAsManyUnlocks) {
  Mutex mutex(PTHREAD_MUTEX_RECURSIVE);
  ASSERT_EQ(pthread_mutex_lock(&mutex), 0);
  ASSERT_EQ(pthread_mutex_lock(&mutex), 0);
  ASSERT_EQ(pthread_mutex_trylock(&mutex), 0);
  Together([&] {
    EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
    EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
  EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
  Together([&] {
    EXPECT_EQ(pthread_mutex_trylock(&mutex), 0);
    EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
  });
}

RACE_TEST(PthreadMutex, ErrorCheckingTellsOfMisuse) {
  Mutex mutex(PTHREAD_MUTEX_ERRORCHECK);
  EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM);
  ASSERT_EQ(pthread_mutex_lock(&mutex), 0);
  EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
  EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
  Together([&] { EXPECT_EQ(pthread_mutex_unlock(&mutex), EPERM); });
  EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
}

RACE_TEST(PthreadMutex, LocksForATimeOnBothClocks) {
  Mutex mutex(PTHREAD_MUTEX_NORMAL);
  ASSERT_EQ(pthread_mutex_lock(&mutex), 0);
  Together(
      [&] {
        const timespec deadline = Soon(CLOCK_REALTIME);
        EXPECT_EQ(pthread_mutex_timedlock(&mutex, &deadline), ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_REALTIME, deadline));
      },
      [&] {
        const timespec deadline = Soon(CLOCK_MONOTONIC);
        EXPECT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &deadline),
                  ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
      },
      [&] {
        const timespec nonsense = {0, -1};
        EXPECT_EQ(pthread_mutex_timedlock(&mutex, &nonsense), EINVAL);
      });
  ASSERT_EQ(pthread_mutex_unlock(&mutex), 0);
  int value = 0;
  const auto add = [&] {
    const timespec deadline = InAnHour(CLOCK_MONOTONIC);
    ASSERT_EQ(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &deadline), 0);
    ++value;
    pthread_mutex_unlock(&mutex);
  };
  Together(add, add);
  EXPECT_EQ(value, 2);
}

// The clock is not even asked for if the mutex is free.
RACE_TEST(PthreadMutex, AnyTimeWillDoForAFreeOne) {
  Mutex mutex(PTHREAD_MUTEX_NORMAL);
  Together([&] {
    const timespec past = {0, 0};
    EXPECT_EQ(pthread_mutex_timedlock(&mutex, &past), 0);
    EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
  });
}

}  // namespace
}  // namespace racekit
