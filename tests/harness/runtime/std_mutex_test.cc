// std::mutex, recursive_mutex, timed_mutex, recursive_timed_mutex, and the
// locks around them.

#include <atomic>
#include <chrono>
#include <mutex>
#include <system_error>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

template <typename Mutex>
void ExpectMutualExclusion() {
  Mutex mutex;
  int value = 0;
  const auto add = [&] {
    for (int i = 0; i < 2; ++i) {
      const std::lock_guard<Mutex> lock(mutex);
      const int old = value;
      std::this_thread::yield();
      value = old + 1;
    }
  };
  Together(add, add, add);
  EXPECT_EQ(value, 6);
}

RACE_TEST(StdMutex, Excludes) { ExpectMutualExclusion<std::mutex>(); }
RACE_TEST(StdRecursiveMutex, Excludes) {
  ExpectMutualExclusion<std::recursive_mutex>();
}
RACE_TEST(StdTimedMutex, Excludes) {
  ExpectMutualExclusion<std::timed_mutex>();
}
RACE_TEST(StdRecursiveTimedMutex, Excludes) {
  ExpectMutualExclusion<std::recursive_timed_mutex>();
}

// While somebody holds it: `attempt` on another thread.
template <typename Mutex, typename Attempt>
void WhileHeld(Mutex& mutex, const Attempt& attempt) {
  const std::lock_guard<Mutex> lock(mutex);
  Together(attempt);
}

RACE_TEST(StdMutex, TryLockFailsWhileHeld) {
  std::mutex mutex;
  WhileHeld(mutex, [&] { EXPECT_FALSE(mutex.try_lock()); });
  Together([&] {
    ASSERT_TRUE(mutex.try_lock());
    mutex.unlock();
  });
}

RACE_TEST(StdRecursiveMutex, IsFreeAfterAsManyUnlocks) {
  std::recursive_mutex mutex;
  mutex.lock();
  mutex.lock();
  EXPECT_TRUE(mutex.try_lock());
  mutex.unlock();
  mutex.unlock();
  Together([&] { EXPECT_FALSE(mutex.try_lock()); });
  mutex.unlock();
  Together([&] {
    ASSERT_TRUE(mutex.try_lock());
    mutex.unlock();
  });
}

RACE_TEST(StdTimedMutex, TriesForATime) {
  std::timed_mutex mutex;
  WhileHeld(mutex, [&] {
    const Elapsed<steady_clock> elapsed;
    EXPECT_FALSE(mutex.try_lock_for(kShort));
    EXPECT_TRUE(elapsed.AtLeast(kShort));
  });
  WhileHeld(mutex, [&] {
    const Elapsed<system_clock> elapsed;
    EXPECT_FALSE(mutex.try_lock_until(system_clock::now() + kShort));
    EXPECT_TRUE(elapsed.AtLeast(kShort));
  });
  WhileHeld(mutex, [&] {
    EXPECT_FALSE(mutex.try_lock_until(steady_clock::now() - kShort));
  });
}

RACE_TEST(StdTimedMutex, GetsItInTime) {
  std::timed_mutex mutex;
  int value = 0;
  const auto add = [&] {
    ASSERT_TRUE(mutex.try_lock_for(kLong));
    ++value;
    mutex.unlock();
  };
  Together(add, add);
  EXPECT_EQ(value, 2);
}

RACE_TEST(StdRecursiveTimedMutex, TriesForATime) {
  std::recursive_timed_mutex mutex;
  mutex.lock();
  EXPECT_TRUE(mutex.try_lock_for(kShort));
  Together([&] { EXPECT_FALSE(mutex.try_lock_for(kShort)); });
  mutex.unlock();
  mutex.unlock();
  Together([&] {
    ASSERT_TRUE(mutex.try_lock_until(steady_clock::now() + kLong));
    mutex.unlock();
  });
}

RACE_TEST(StdScopedLock, TakesSeveralInAnyOrderWithoutDeadlock) {
  std::mutex a;
  std::mutex b;
  int value = 0;
  Together(
      [&] {
        const std::scoped_lock lock(a, b);
        ++value;
      },
      [&] {
        const std::scoped_lock lock(b, a);
        ++value;
      });
  EXPECT_EQ(value, 2);
}

RACE_TEST(StdUniqueLock, KnowsWhatItHolds) {
  std::mutex mutex;
  std::unique_lock<std::mutex> lock(mutex);
  EXPECT_THROW(lock.lock(), std::system_error);
  lock.unlock();
  EXPECT_THROW(lock.unlock(), std::system_error);
  Together([&] {
    const std::unique_lock<std::mutex> other(mutex, std::try_to_lock);
    EXPECT_TRUE(other.owns_lock());
  });
}

}  // namespace
}  // namespace racekit
