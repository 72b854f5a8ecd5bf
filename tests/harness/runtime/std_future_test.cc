// std::async, future, promise, packaged_task, shared_future.

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using std::chrono::steady_clock;

RACE_TEST(StdAsync, GivesItsResult) {
  int seen = 0;
  std::future<int> result = std::async(std::launch::async, [&] {
    seen = 1;
    return 2;
  });
  EXPECT_EQ(result.get(), 2);
  EXPECT_EQ(seen, 1);
  EXPECT_FALSE(result.valid());
}

RACE_TEST(StdAsync, FutureOfAsyncWaitsWhenDestroyed) {
  int value = 0;
  {
    const auto result = std::async(std::launch::async, [&] { value = 1; });
  }
  EXPECT_EQ(value, 1);
}

RACE_TEST(StdAsync, DeferredRunsOnWhoAsks) {
  std::thread other([] {});
  const std::thread::id me = std::this_thread::get_id();
  auto result = std::async(std::launch::deferred,
                           [] { return std::this_thread::get_id(); });
  EXPECT_EQ(result.wait_for(kShort), std::future_status::deferred);
  EXPECT_EQ(result.get(), me);
  other.join();
}

RACE_TEST(StdPromise, HandsOverAValue) {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  int plain = 0;
  Together(
      [&] {
        plain = 1;
        promise.set_value(2);
      },
      [&] {
        EXPECT_EQ(future.get(), 2);
        EXPECT_EQ(plain, 1);
      });
}

RACE_TEST(StdPromise, HandsOverAnException) {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  Together(
      [&] {
        promise.set_exception(
            std::make_exception_ptr(std::runtime_error("no")));
      },
      [&] { EXPECT_THROW(future.get(), std::runtime_error); });
}

RACE_TEST(StdPromise, BrokenIsToldOf) {
  std::future<int> future;
  std::thread thread([&, promise = std::promise<int>()]() mutable {
    future = promise.get_future();
  });
  thread.join();
  EXPECT_THROW(future.get(), std::future_error);
}

RACE_TEST(StdFuture, WaitsForATime) {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  Together([&] {
    const Elapsed<steady_clock> elapsed;
    EXPECT_EQ(future.wait_for(kShort), std::future_status::timeout);
    EXPECT_TRUE(elapsed.AtLeast(kShort));
    EXPECT_EQ(future.wait_until(std::chrono::system_clock::now() + kShort),
              std::future_status::timeout);
  });
  Together([&] { promise.set_value(1); },
           [&] {
             EXPECT_EQ(future.wait_for(kLong), std::future_status::ready);
             EXPECT_EQ(future.get(), 1);
           });
}

RACE_TEST(StdSharedFuture, ServesSeveral) {
  std::promise<int> promise;
  const std::shared_future<int> future = promise.get_future().share();
  const auto use = [future] { EXPECT_EQ(future.get(), 4); };
  Together(use, use, [&] { promise.set_value(4); });
}

RACE_TEST(StdPackagedTask, RunsWhereItIsCalled) {
  std::packaged_task<int(int)> task([](int x) { return x + 1; });
  std::future<int> result = task.get_future();
  std::thread thread(std::move(task), 1);
  EXPECT_EQ(result.get(), 2);
  thread.join();
}

}  // namespace
}  // namespace racekit
