// pthread spinlocks and barriers.

#include <errno.h>
#include <pthread.h>

#include <atomic>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

RACE_TEST(PthreadSpinlock, Excludes) {
  pthread_spinlock_t lock;
  ASSERT_EQ(pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE), 0);
  int value = 0;
  const auto add = [&] {
    ASSERT_EQ(pthread_spin_lock(&lock), 0);
    const int old = value;
    sched_yield();
    value = old + 1;
    ASSERT_EQ(pthread_spin_unlock(&lock), 0);
  };
  Together(add, add, add);
  EXPECT_EQ(value, 3);
  EXPECT_EQ(pthread_spin_destroy(&lock), 0);
}

RACE_TEST(PthreadSpinlock, Tries) {
  pthread_spinlock_t lock;
  pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
  ASSERT_EQ(pthread_spin_trylock(&lock), 0);
  Together([&] { EXPECT_EQ(pthread_spin_trylock(&lock), EBUSY); });
  pthread_spin_unlock(&lock);
  Together([&] {
    EXPECT_EQ(pthread_spin_trylock(&lock), 0);
    pthread_spin_unlock(&lock);
  });
  pthread_spin_destroy(&lock);
}

RACE_TEST(PthreadBarrier, AllMeetAndOneIsSerial) {
  pthread_barrier_t barrier;
  ASSERT_EQ(pthread_barrier_init(&barrier, nullptr, 2), 0);
  int rounds[2] = {};
  std::atomic<int> serial{0};
  const auto run = [&](int me) {
    for (int round = 1; round <= 3; ++round) {
      rounds[me] = round;
      const int result = pthread_barrier_wait(&barrier);
      if (result == PTHREAD_BARRIER_SERIAL_THREAD) {
        ++serial;
      } else {
        EXPECT_EQ(result, 0);
      }
      EXPECT_EQ(rounds[1 - me], round);
      pthread_barrier_wait(&barrier);
    }
  };
  Together([&] { run(0); }, [&] { run(1); });
  EXPECT_EQ(serial, 3);
  EXPECT_EQ(pthread_barrier_destroy(&barrier), 0);
}

RACE_TEST(PthreadBarrier, ForNobodyIsAnError) {
  pthread_barrier_t barrier;
  Together(
      [&] { EXPECT_EQ(pthread_barrier_init(&barrier, nullptr, 0), EINVAL); });
}

}  // namespace
}  // namespace racekit
