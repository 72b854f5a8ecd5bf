// pthread condition variables, with either clock.

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

struct Monitor {
  explicit Monitor(clockid_t clock = CLOCK_REALTIME) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, clock);
    pthread_cond_init(&condition, &attributes);
    pthread_condattr_destroy(&attributes);
  }
  ~Monitor() {
    EXPECT_EQ(pthread_cond_destroy(&condition), 0);
    EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
  }
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition;
  int value = 0;
};

class Lock {
 public:
  explicit Lock(Monitor& monitor) : monitor_(monitor) {
    pthread_mutex_lock(&monitor_.mutex);
  }
  ~Lock() { pthread_mutex_unlock(&monitor_.mutex); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Monitor& monitor_;
};

RACE_TEST(PthreadCond, SignalWakesAWaiter) {
  Monitor monitor;
  Together(
      [&] {
        const Lock lock(monitor);
        while (monitor.value == 0) {
          ASSERT_EQ(pthread_cond_wait(&monitor.condition, &monitor.mutex), 0);
        }
        EXPECT_EQ(monitor.value, 1);
      },
      [&] {
        const Lock lock(monitor);
        monitor.value = 1;
        EXPECT_EQ(pthread_cond_signal(&monitor.condition), 0);
      });
}

RACE_TEST(PthreadCond, BroadcastWakesAll) {
  Monitor monitor;
  const auto wait = [&] {
    const Lock lock(monitor);
    while (monitor.value == 0) {
      pthread_cond_wait(&monitor.condition, &monitor.mutex);
    }
    ++monitor.value;
  };
  Together(wait, wait, [&] {
    {
      const Lock lock(monitor);
      monitor.value = 1;
    }
    EXPECT_EQ(pthread_cond_broadcast(&monitor.condition), 0);
  });
  EXPECT_EQ(monitor.value, 3);
}

// Whoever waits holds a recursive mutex as deeply afterwards as before.
RACE_TEST(PthreadCond, KeepsTheTypeOfTheMutex) {
  Monitor monitor;
  monitor.mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
  Together(
      [&] {
        const Lock lock(monitor);
        const timespec deadline = Soon(CLOCK_REALTIME);
        pthread_cond_timedwait(&monitor.condition, &monitor.mutex, &deadline);
        EXPECT_EQ(pthread_mutex_lock(&monitor.mutex), EDEADLK);
      },
      [&] {
        EXPECT_EQ(pthread_cond_wait(&monitor.condition, &monitor.mutex), EPERM);
      });
}

void ExpectTimedWaits(clockid_t clock) {
  Monitor monitor(clock);
  Together([&] {
    const Lock lock(monitor);
    const timespec deadline = Soon(clock);
    // Nobody signals, so whatever returns early is spurious.
    int error = 0;
    while (error == 0) {
      error =
          pthread_cond_timedwait(&monitor.condition, &monitor.mutex, &deadline);
    }
    EXPECT_EQ(error, ETIMEDOUT);
    EXPECT_TRUE(Passed(clock, deadline));
    const timespec nonsense = {0, 1'000'000'000};
    EXPECT_EQ(
        pthread_cond_timedwait(&monitor.condition, &monitor.mutex, &nonsense),
        EINVAL);
  });
  Together(
      [&] {
        const Lock lock(monitor);
        const timespec deadline = InAnHour(clock);
        while (monitor.value == 0) {
          ASSERT_EQ(pthread_cond_timedwait(&monitor.condition, &monitor.mutex,
                                           &deadline),
                    0);
        }
      },
      [&] {
        const Lock lock(monitor);
        monitor.value = 1;
        pthread_cond_signal(&monitor.condition);
      });
}

RACE_TEST(PthreadCond, TimedWaitOnTheRealtimeClock) {
  ExpectTimedWaits(CLOCK_REALTIME);
}
RACE_TEST(PthreadCond, TimedWaitOnTheMonotonicClock) {
  ExpectTimedWaits(CLOCK_MONOTONIC);
}

RACE_TEST(PthreadCond, ClockWaitChoosesItsClock) {
  Monitor monitor;
  Together([&] {
    const Lock lock(monitor);
    const timespec deadline = Soon(CLOCK_MONOTONIC);
    int error = 0;
    while (error == 0) {
      error = pthread_cond_clockwait(&monitor.condition, &monitor.mutex,
                                     CLOCK_MONOTONIC, &deadline);
    }
    EXPECT_EQ(error, ETIMEDOUT);
    EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
  });
}

// POSIX: it may be destroyed as soon as all waiters are woken.
RACE_TEST(PthreadCond, DestroyedRightAfterTheBroadcast) {
  auto* condition = new pthread_cond_t;
  pthread_cond_init(condition, nullptr);
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  bool waiting = false;
  bool go = false;
  Together(
      [&] {
        pthread_mutex_lock(&mutex);
        waiting = true;
        while (!go) pthread_cond_wait(condition, &mutex);
        pthread_mutex_unlock(&mutex);
      },
      [&] {
        for (bool done = false; !done; sched_yield()) {
          pthread_mutex_lock(&mutex);
          if (waiting) {
            go = done = true;
            pthread_cond_broadcast(condition);
            pthread_cond_destroy(condition);
          }
          pthread_mutex_unlock(&mutex);
        }
      });
  delete condition;
}

}  // namespace
}  // namespace racekit
