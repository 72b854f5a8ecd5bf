// pthread reader/writer locks.

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <latch>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

class Rwlock {
 public:
  explicit Rwlock(int kind = PTHREAD_RWLOCK_PREFER_READER_NP) {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, kind);
    pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
  }
  ~Rwlock() { EXPECT_EQ(pthread_rwlock_destroy(&lock_), 0); }
  Rwlock(const Rwlock&) = delete;
  Rwlock& operator=(const Rwlock&) = delete;
  pthread_rwlock_t* operator&() { return &lock_; }  // NOLINT: as the C type

 private:
  pthread_rwlock_t lock_;
};

RACE_TEST(PthreadRwlock, WritersExcludeEverybody) {
  for (int kind : {PTHREAD_RWLOCK_PREFER_READER_NP,
                   PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP}) {
    Rwlock lock(kind);
    int first = 0;
    int second = 0;
    const auto write = [&] {
      ASSERT_EQ(pthread_rwlock_wrlock(&lock), 0);
      ++first;
      sched_yield();
      ++second;
      ASSERT_EQ(pthread_rwlock_unlock(&lock), 0);
    };
    const auto read = [&] {
      ASSERT_EQ(pthread_rwlock_rdlock(&lock), 0);
      EXPECT_EQ(first, second);
      ASSERT_EQ(pthread_rwlock_unlock(&lock), 0);
    };
    Together(write, read, write);
    EXPECT_EQ(second, 2);
  }
}

RACE_TEST(PthreadRwlock, ReadersAreInTogether) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  std::latch both_in(2);
  const auto read = [&] {
    ASSERT_EQ(pthread_rwlock_rdlock(&lock), 0);
    both_in.arrive_and_wait();
    ASSERT_EQ(pthread_rwlock_unlock(&lock), 0);
  };
  Together(read, read);
}

RACE_TEST(PthreadRwlock, Tries) {
  Rwlock lock;
  ASSERT_EQ(pthread_rwlock_rdlock(&lock), 0);
  Together([&] {
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
    EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), 0);
    EXPECT_EQ(pthread_rwlock_unlock(&lock), 0);
  });
  pthread_rwlock_unlock(&lock);
  ASSERT_EQ(pthread_rwlock_trywrlock(&lock), 0);
  EXPECT_EQ(pthread_rwlock_wrlock(&lock), EDEADLK);
  Together([&] {
    EXPECT_EQ(pthread_rwlock_tryrdlock(&lock), EBUSY);
    EXPECT_EQ(pthread_rwlock_trywrlock(&lock), EBUSY);
  });
  pthread_rwlock_unlock(&lock);
}

RACE_TEST(PthreadRwlock, LocksForATimeOnBothClocks) {
  Rwlock lock;
  ASSERT_EQ(pthread_rwlock_wrlock(&lock), 0);
  Together(
      [&] {
        timespec deadline = Soon(CLOCK_REALTIME);
        EXPECT_EQ(pthread_rwlock_timedrdlock(&lock, &deadline), ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_REALTIME, deadline));
        deadline = Soon(CLOCK_REALTIME);
        EXPECT_EQ(pthread_rwlock_timedwrlock(&lock, &deadline), ETIMEDOUT);
      },
      [&] {
        timespec deadline = Soon(CLOCK_MONOTONIC);
        EXPECT_EQ(pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &deadline),
                  ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
        deadline = Soon(CLOCK_MONOTONIC);
        EXPECT_EQ(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &deadline),
                  ETIMEDOUT);
      });
  std::thread reader([&] {
    const timespec deadline = InAnHour(CLOCK_REALTIME);
    ASSERT_EQ(pthread_rwlock_timedrdlock(&lock, &deadline), 0);
    pthread_rwlock_unlock(&lock);
  });
  pthread_rwlock_unlock(&lock);
  reader.join();
}

}  // namespace
}  // namespace racekit
