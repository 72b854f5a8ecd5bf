// std::condition_variable, std::condition_variable_any.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <thread>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

RACE_TEST(StdConditionVariable, HandsOnWhatIsQueued) {
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<int> queue;
  int sum = 0;
  Together(
      [&] {
        for (int i = 1; i <= 3; ++i) {
          const std::lock_guard<std::mutex> lock(mutex);
          queue.push_back(i);
          filled.notify_one();
        }
      },
      [&] {
        for (int i = 1; i <= 3; ++i) {
          std::unique_lock<std::mutex> lock(mutex);
          filled.wait(lock, [&] { return !queue.empty(); });
          ASSERT_TRUE(lock.owns_lock());
          sum += queue.front();
          queue.pop_front();
        }
      });
  EXPECT_EQ(sum, 6);
}

RACE_TEST(StdConditionVariable, NotifyAllWakesAll) {
  std::mutex mutex;
  std::condition_variable condition;
  bool go = false;
  int awake = 0;
  const auto wait = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    condition.wait(lock, [&] { return go; });
    ++awake;
  };
  Together(wait, wait, [&] {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      go = true;
    }
    condition.notify_all();
  });
  EXPECT_EQ(awake, 2);
}

RACE_TEST(StdConditionVariable, WaitsForATime) {
  std::mutex mutex;
  std::condition_variable condition;
  std::thread other([&] { const std::lock_guard<std::mutex> lock(mutex); });
  std::unique_lock<std::mutex> lock(mutex);
  const Elapsed<steady_clock> elapsed;
  EXPECT_FALSE(condition.wait_for(lock, kShort, [] { return false; }));
  EXPECT_TRUE(elapsed.AtLeast(kShort));
  EXPECT_TRUE(lock.owns_lock());
  const Elapsed<system_clock> system_elapsed;
  EXPECT_FALSE(condition.wait_until(lock, system_clock::now() + kShort,
                                    [] { return false; }));
  EXPECT_TRUE(system_elapsed.AtLeast(kShort));
  EXPECT_EQ(condition.wait_until(lock, steady_clock::now() - kShort),
            std::cv_status::timeout);
  lock.unlock();
  other.join();
}

RACE_TEST(StdConditionVariable, IsNotifiedInTime) {
  std::mutex mutex;
  std::condition_variable condition;
  bool go = false;
  Together(
      [&] {
        std::unique_lock<std::mutex> lock(mutex);
        EXPECT_TRUE(condition.wait_for(lock, kLong, [&] { return go; }));
      },
      [&] {
        const std::lock_guard<std::mutex> lock(mutex);
        go = true;
        condition.notify_one();
      });
}

RACE_TEST(StdConditionVariable, NotifiesAtThreadExit) {
  std::mutex mutex;
  std::condition_variable condition;
  bool go = false;
  std::thread([&] {
    std::unique_lock<std::mutex> lock(mutex);
    go = true;
    std::notify_all_at_thread_exit(condition, std::move(lock));
  }).detach();
  std::unique_lock<std::mutex> lock(mutex);
  condition.wait(lock, [&] { return go; });
  EXPECT_TRUE(go);
}

RACE_TEST(StdConditionVariableAny, TakesOtherLocks) {
  std::shared_mutex mutex;
  std::condition_variable_any condition;
  bool go = false;
  const auto read = [&] {
    std::shared_lock<std::shared_mutex> lock(mutex);
    condition.wait(lock, [&] { return go; });
    EXPECT_TRUE(go);
  };
  Together(read, read, [&] {
    const std::lock_guard<std::shared_mutex> lock(mutex);
    go = true;
    condition.notify_all();
  });
}

RACE_TEST(StdConditionVariableAny, WaitsForATime) {
  std::recursive_mutex mutex;
  std::condition_variable_any condition;
  std::thread other([] {});
  std::unique_lock<std::recursive_mutex> lock(mutex);
  const Elapsed<steady_clock> elapsed;
  EXPECT_FALSE(condition.wait_for(lock, kShort, [] { return false; }));
  EXPECT_TRUE(elapsed.AtLeast(kShort));
  other.join();
}

RACE_TEST(StdConditionVariableAny, IsWokenByAStopRequest) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::jthread waiter([&](const std::stop_token& token) {
    std::unique_lock<std::mutex> lock(mutex);
    EXPECT_FALSE(condition.wait(lock, token, [] { return false; }));
    EXPECT_TRUE(token.stop_requested());
  });
  waiter.request_stop();
}

}  // namespace
}  // namespace racekit
