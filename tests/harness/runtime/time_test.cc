// Sleeps and clocks.

#include <errno.h>
#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

// Time that `sleep` takes, on `clock`.
template <typename Sleep>
std::int64_t Measure(clockid_t clock, const Sleep& sleep) {
  const timespec start = Now(clock);
  sleep();
  return Nanoseconds(Now(clock)) - Nanoseconds(start);
}

RACE_TEST(Sleep, LastsAtLeastAsLongAsItSays) {
  const timespec duration = {0, kMillisecond};
  Together(
      [&] {
        EXPECT_GE(Measure(CLOCK_MONOTONIC,
                          [&] { EXPECT_EQ(nanosleep(&duration, nullptr), 0); }),
                  kMillisecond);
        EXPECT_GE(Measure(CLOCK_MONOTONIC, [] { usleep(1000); }), kMillisecond);
      },
      [&] {
        EXPECT_GE(Measure(CLOCK_REALTIME,
                          [&] {
                            EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, 0,
                                                      &duration, nullptr),
                                      0);
                          }),
                  kMillisecond);
        const timespec deadline = Soon(CLOCK_MONOTONIC);
        EXPECT_EQ(
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr),
            0);
        EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
      },
      [] {
        const auto start = std::chrono::steady_clock::now();
        std::this_thread::sleep_for(kShort);
        std::this_thread::sleep_until(start + kShort);
        EXPECT_GE(std::chrono::steady_clock::now() - start, kShort);
      });
}

RACE_TEST(Sleep, RefusesNonsense) {
  Together([] {
    const timespec nonsense = {0, 1'000'000'000};
    EXPECT_EQ(nanosleep(&nonsense, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
    EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &nonsense, nullptr), EINVAL);
    timespec time;
    EXPECT_EQ(clock_gettime(-1, &time), -1);
    EXPECT_EQ(errno, EINVAL);
  });
}

RACE_TEST(Clock, NeverGoesBackwards) {
  std::atomic<std::int64_t> latest{0};
  const auto look = [&] {
    for (int i = 0; i < 3; ++i) {
      const std::int64_t before = latest;
      const std::int64_t now = Nanoseconds(Now(CLOCK_MONOTONIC));
      EXPECT_GE(now, before);
      for (std::int64_t old = before;
           old < now && !latest.compare_exchange_weak(old, now);) {
      }
    }
  };
  Together(look, look);
}

RACE_TEST(Clock, AllTellTheSameTime) {
  Together([] {
    constexpr std::int64_t kSecond = 1'000'000'000;
    const std::int64_t before = Nanoseconds(Now(CLOCK_REALTIME));
    timeval tv;
    gettimeofday(&tv, nullptr);
    const std::int64_t day = tv.tv_sec * kSecond + tv.tv_usec * 1000;
    const std::int64_t seconds = time(nullptr) * kSecond;
    const std::int64_t system =
        std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count();
    const std::int64_t after = Nanoseconds(Now(CLOCK_REALTIME));
    EXPECT_GE(day, before - 1000);
    EXPECT_LE(day, after);
    EXPECT_GE(seconds, before - 2 * kSecond);  // coarse
    EXPECT_LE(seconds, after);
    EXPECT_GE(system, before);
    EXPECT_LE(system, after);
  });
}

// Whoever only looks at the clock sees time pass.
RACE_TEST(Clock, ALoopAroundItEnds) {
  Together([] {
    const timespec deadline = Soon(CLOCK_MONOTONIC);
    int looks = 0;
    while (!Passed(CLOCK_MONOTONIC, deadline)) ++looks;
    EXPECT_GE(looks, 0);
  });
}

RACE_TEST(Yield, LetsTheOtherGoOn) {
  std::atomic<bool> flag{false};
  Together(
      [&] {
        while (!flag) sched_yield();
      },
      [&] {
        std::this_thread::yield();
        flag = true;
      });
}

}  // namespace
}  // namespace racekit
