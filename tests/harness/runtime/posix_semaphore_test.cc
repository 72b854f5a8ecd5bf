// sem_t.

#include <errno.h>
#include <semaphore.h>
#include <time.h>

#include <atomic>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

class Semaphore {
 public:
  explicit Semaphore(unsigned value) { sem_init(&semaphore_, 0, value); }
  ~Semaphore() { EXPECT_EQ(sem_destroy(&semaphore_), 0); }
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;
  sem_t* operator&() { return &semaphore_; }  // NOLINT: as the C type

 private:
  sem_t semaphore_;
};

RACE_TEST(PosixSemaphore, LetsInAsManyAsItCounts) {
  Semaphore places(2);
  std::atomic<int> inside{0};
  const auto enter = [&] {
    ASSERT_EQ(sem_wait(&places), 0);
    EXPECT_LE(++inside, 2);
    sched_yield();
    --inside;
    ASSERT_EQ(sem_post(&places), 0);
  };
  Together(enter, enter, enter);
  int value = 0;
  sem_getvalue(&places, &value);
  EXPECT_EQ(value, 2);
}

RACE_TEST(PosixSemaphore, OrdersWhatWasBeforeThePost) {
  Semaphore ready(0);
  int value = 0;
  Together(
      [&] {
        value = 1;
        sem_post(&ready);
      },
      [&] {
        sem_wait(&ready);
        EXPECT_EQ(value, 1);
      });
}

RACE_TEST(PosixSemaphore, TriesAndWaitsForATime) {
  Semaphore semaphore(0);
  Together([&] {
    EXPECT_EQ(sem_trywait(&semaphore), -1);
    EXPECT_EQ(errno, EAGAIN);
    timespec deadline = Soon(CLOCK_REALTIME);
    EXPECT_EQ(sem_timedwait(&semaphore, &deadline), -1);
    EXPECT_EQ(errno, ETIMEDOUT);
    EXPECT_TRUE(Passed(CLOCK_REALTIME, deadline));
    deadline = Soon(CLOCK_MONOTONIC);
    EXPECT_EQ(sem_clockwait(&semaphore, CLOCK_MONOTONIC, &deadline), -1);
    EXPECT_EQ(errno, ETIMEDOUT);
    EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
    const timespec nonsense = {0, -1};
    EXPECT_EQ(sem_timedwait(&semaphore, &nonsense), -1);
    EXPECT_EQ(errno, EINVAL);
  });
  Together(
      [&] {
        const timespec deadline = InAnHour(CLOCK_REALTIME);
        EXPECT_EQ(sem_timedwait(&semaphore, &deadline), 0);
      },
      [&] { sem_post(&semaphore); });
}

}  // namespace
}  // namespace racekit
