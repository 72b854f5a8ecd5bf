// std::shared_mutex, std::shared_timed_mutex.

#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <shared_mutex>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

RACE_TEST(StdSharedMutex, WritersExcludeEverybody) {
  std::shared_mutex mutex;
  int first = 0;
  int second = 0;
  const auto write = [&] {
    const std::lock_guard<std::shared_mutex> lock(mutex);
    ++first;
    std::this_thread::yield();
    ++second;
  };
  const auto read = [&] {
    const std::shared_lock<std::shared_mutex> lock(mutex);
    EXPECT_EQ(first, second);
  };
  Together(write, read, write, read);
  EXPECT_EQ(second, 2);
}

RACE_TEST(StdSharedMutex, ReadersAreInTogether) {
  std::shared_mutex mutex;
  std::latch both_in(2);
  const auto read = [&] {
    const std::shared_lock<std::shared_mutex> lock(mutex);
    both_in.arrive_and_wait();
  };
  Together(read, read);
  EXPECT_TRUE(both_in.try_wait());
}

RACE_TEST(StdSharedMutex, Tries) {
  std::shared_mutex mutex;
  {
    const std::shared_lock<std::shared_mutex> lock(mutex);
    Together([&] {
      EXPECT_FALSE(mutex.try_lock());
      ASSERT_TRUE(mutex.try_lock_shared());
      mutex.unlock_shared();
    });
  }
  {
    const std::lock_guard<std::shared_mutex> lock(mutex);
    Together([&] {
      EXPECT_FALSE(mutex.try_lock());
      EXPECT_FALSE(mutex.try_lock_shared());
    });
  }
  Together([&] {
    ASSERT_TRUE(mutex.try_lock());
    mutex.unlock();
  });
}

RACE_TEST(StdSharedTimedMutex, TriesForATime) {
  std::shared_timed_mutex mutex;
  const std::lock_guard<std::shared_timed_mutex> lock(mutex);
  Together(
      [&] {
        const Elapsed<steady_clock> elapsed;
        EXPECT_FALSE(mutex.try_lock_for(kShort));
        EXPECT_TRUE(elapsed.AtLeast(kShort));
      },
      [&] {
        const Elapsed<system_clock> elapsed;
        EXPECT_FALSE(mutex.try_lock_shared_until(system_clock::now() + kShort));
        EXPECT_TRUE(elapsed.AtLeast(kShort));
      });
}

RACE_TEST(StdSharedTimedMutex, GetsItInTime) {
  std::shared_timed_mutex mutex;
  int value = 0;
  Together(
      [&] {
        ASSERT_TRUE(mutex.try_lock_until(steady_clock::now() + kLong));
        ++value;
        mutex.unlock();
      },
      [&] {
        ASSERT_TRUE(mutex.try_lock_shared_for(kLong));
        EXPECT_LE(value, 1);
        mutex.unlock_shared();
      });
  EXPECT_EQ(value, 1);
}

}  // namespace
}  // namespace racekit
