// std::counting_semaphore, std::latch, std::barrier.

#include <atomic>
#include <barrier>
#include <chrono>
#include <latch>
#include <semaphore>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using std::chrono::steady_clock;

RACE_TEST(StdSemaphore, LetsInAsManyAsItCounts) {
  std::counting_semaphore<2> places(2);
  std::atomic<int> inside{0};
  const auto enter = [&] {
    places.acquire();
    EXPECT_LE(++inside, 2);
    std::this_thread::yield();
    --inside;
    places.release();
  };
  Together(enter, enter, enter);
}

RACE_TEST(StdSemaphore, OrdersWhatWasBeforeTheRelease) {
  std::binary_semaphore ready(0);
  int value = 0;
  Together(
      [&] {
        value = 1;
        ready.release();
      },
      [&] {
        ready.acquire();
        EXPECT_EQ(value, 1);
      });
}

RACE_TEST(StdSemaphore, TriesForATime) {
  std::binary_semaphore semaphore(0);
  Together([&] {
    EXPECT_FALSE(semaphore.try_acquire());
    const Elapsed<steady_clock> elapsed;
    EXPECT_FALSE(semaphore.try_acquire_for(kShort));
    EXPECT_TRUE(elapsed.AtLeast(kShort));
    EXPECT_FALSE(semaphore.try_acquire_until(steady_clock::now() + kShort));
  });
  Together([&] { EXPECT_TRUE(semaphore.try_acquire_for(kLong)); },
           [&] { semaphore.release(); });
}

RACE_TEST(StdLatch, OpensWhenAllHaveCounted) {
  std::latch latch(3);
  int values[2] = {};
  Together(
      [&] {
        values[0] = 1;
        latch.count_down();
      },
      [&] {
        values[1] = 2;
        latch.arrive_and_wait();
        EXPECT_EQ(values[0], 1);
      },
      [&] {
        latch.arrive_and_wait();
        EXPECT_EQ(values[0] + values[1], 3);
      });
  EXPECT_TRUE(latch.try_wait());
}

RACE_TEST(StdBarrier, AllMeetInEachRound) {
  int completions = 0;
  std::barrier barrier(2, [&]() noexcept { ++completions; });
  int rounds[2] = {};
  const auto run = [&](int me) {
    for (int round = 1; round <= 3; ++round) {
      rounds[me] = round;
      barrier.arrive_and_wait();
      EXPECT_EQ(rounds[1 - me], round);
      EXPECT_EQ(completions, 2 * round - 1);
      barrier.arrive_and_wait();
    }
  };
  Together([&] { run(0); }, [&] { run(1); });
  EXPECT_EQ(completions, 6);
}

RACE_TEST(StdBarrier, OneMayDropOut) {
  std::barrier barrier(2);
  int value = 0;
  Together(
      [&] {
        value = 1;
        barrier.arrive_and_drop();
      },
      [&] {
        barrier.arrive_and_wait();
        EXPECT_EQ(value, 1);
        barrier.arrive_and_wait();
      });
}

}  // namespace
}  // namespace racekit
