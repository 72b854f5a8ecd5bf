// Every kind of synchronisation is a point at which sleeps are injected. Proves
// in each variant that calls really arrive at racekit's forwarders.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "harness/point.h"
#include "harness/stress/run_control.h"

namespace racekit::internal {
namespace {

// What `body` passes through in one run.
RunCounts CountPoints(const std::function<void()>& body) {
  BeginRun({});
  body();
  return EndRun(1'000'000'000);
}

std::int64_t Of(const RunCounts& counts, PointKind kind) {
  return counts.points[static_cast<int>(kind)];
}

// What a body passes through that waits unless the other thread is too quick:
// that one is given ever longer, until it was not.
RunCounts CountWaits(
    const std::function<void(std::chrono::milliseconds)>& body) {
  RunCounts counts;
  for (int i = 0; i < 14 && Of(counts, PointKind::kWait) == 0; ++i) {
    counts = CountPoints([&] { body(std::chrono::milliseconds(1 << i)); });
  }
  return counts;
}

TEST(PointsTest, Thread) {
  const RunCounts counts = CountPoints([] {
    std::thread thread([] {});
    thread.join();
  });
  EXPECT_EQ(counts.threads_created, 1);
  EXPECT_EQ(counts.threads_left, 0);
  EXPECT_EQ(Of(counts, PointKind::kThreadCreate), 1);
  EXPECT_EQ(Of(counts, PointKind::kThreadStart), 1);
  EXPECT_EQ(Of(counts, PointKind::kJoin), 1);
}

TEST(PointsTest, GrandchildrenBelongToTheRun) {
  const RunCounts counts = CountPoints(
      [] { std::thread([] { std::thread([] {}).join(); }).join(); });
  EXPECT_EQ(counts.threads_created, 2);
  EXPECT_EQ(Of(counts, PointKind::kThreadStart), 2);
}

TEST(PointsTest, JthreadAndAsync) {
  const RunCounts counts = CountPoints([] {
    std::jthread thread([] {});
    std::async(std::launch::async, [] {}).wait();
  });
  EXPECT_EQ(counts.threads_created, 2);
}

TEST(PointsTest, StdMutex) {
  const RunCounts counts = CountPoints([] {
    std::mutex mutex;
    for (int i = 0; i < 10; ++i) std::lock_guard<std::mutex> lock(mutex);
    if (mutex.try_lock()) mutex.unlock();
  });
  EXPECT_EQ(Of(counts, PointKind::kLock), 11);
  EXPECT_EQ(Of(counts, PointKind::kUnlock), 11);
  EXPECT_GT(counts.delays, 0);
}

TEST(PointsTest, OtherStdMutexes) {
  const RunCounts counts = CountPoints([] {
    std::recursive_mutex recursive;
    std::lock_guard<std::recursive_mutex> lock(recursive);
    std::timed_mutex timed;
    if (timed.try_lock_for(std::chrono::seconds(10))) timed.unlock();
  });
  EXPECT_EQ(Of(counts, PointKind::kLock), 2);
  EXPECT_EQ(Of(counts, PointKind::kUnlock), 2);
}

TEST(PointsTest, SharedMutex) {
  const RunCounts counts = CountPoints([] {
    std::shared_mutex mutex;
    { std::shared_lock<std::shared_mutex> lock(mutex); }
    { std::unique_lock<std::shared_mutex> lock(mutex); }
    if (mutex.try_lock_shared()) mutex.unlock_shared();
  });
  EXPECT_EQ(Of(counts, PointKind::kLock), 3);
  EXPECT_EQ(Of(counts, PointKind::kUnlock), 3);
}

TEST(PointsTest, ConditionVariable) {
  const RunCounts counts = CountPoints([] {
    std::mutex mutex;
    std::condition_variable ready;
    std::unique_lock<std::mutex> lock(mutex);
    std::thread notifier([&] {
      std::lock_guard<std::mutex> lock(mutex);  // not before the wait
      ready.notify_one();
      ready.notify_all();
    });
    ready.wait(lock);
    ready.wait_for(lock, std::chrono::microseconds(1));
    lock.unlock();
    notifier.join();
  });
  EXPECT_GE(Of(counts, PointKind::kWait), 2);
  EXPECT_EQ(Of(counts, PointKind::kNotify), 2);
}

TEST(PointsTest, SemaphoreThatBlocks) {
  const RunCounts counts = CountPoints([] {
    std::counting_semaphore<8> items(0);
    std::atomic<bool> waiting{false};
    std::thread consumer([&] {
      waiting = true;
      // Long enough for a real wait, since nothing else ends it.
      EXPECT_FALSE(items.try_acquire_for(std::chrono::milliseconds(5)));
    });
    consumer.join();
  });
  EXPECT_GT(Of(counts, PointKind::kWait), 0);
}

TEST(PointsTest, AtomicWait) {
  const RunCounts counts = CountWaits([](std::chrono::milliseconds later) {
    std::atomic<int> value{0};
    std::thread waiter([&] { value.wait(0); });
    std::this_thread::sleep_for(later);
    value = 1;
    value.notify_all();
    waiter.join();
  });
  EXPECT_GT(Of(counts, PointKind::kWait), 0);
}

TEST(PointsTest, Future) {
  const RunCounts counts = CountWaits([](std::chrono::milliseconds later) {
    std::promise<int> promise;
    std::thread producer([&] {
      std::this_thread::sleep_for(later);
      promise.set_value(1);
    });
    EXPECT_EQ(promise.get_future().get(), 1);
    producer.join();
  });
  EXPECT_GT(Of(counts, PointKind::kWait), 0);
}

TEST(PointsTest, AbslMutexWithoutContention) {
  const RunCounts counts = CountPoints([] {
    absl::Mutex mutex;
    for (int i = 0; i < 10; ++i) absl::MutexLock lock(&mutex);
    for (int i = 0; i < 10; ++i) absl::ReaderMutexLock lock(&mutex);
    if (mutex.TryLock()) mutex.Unlock();
  });
  EXPECT_EQ(Of(counts, PointKind::kLock), 21);
  EXPECT_EQ(Of(counts, PointKind::kUnlock), 21);
  EXPECT_GT(counts.delays, 0);
}

TEST(PointsTest, AbslMutexWithConditions) {
  bool ready = true;
  const RunCounts counts = CountPoints([&ready] {
    absl::Mutex mutex;
    mutex.LockWhen(absl::Condition(&ready));
    mutex.Await(absl::Condition(&ready));
    EXPECT_TRUE(
        mutex.AwaitWithTimeout(absl::Condition(&ready), absl::Milliseconds(1)));
    EXPECT_TRUE(mutex.AwaitWithDeadline(absl::Condition(&ready),
                                        absl::Now() + absl::Milliseconds(1)));
    mutex.Unlock();
    EXPECT_TRUE(mutex.ReaderLockWhenWithDeadline(absl::Condition(&ready),
                                                 absl::InfiniteFuture()));
    mutex.ReaderUnlock();
  });
  EXPECT_GE(Of(counts, PointKind::kLock), 2);
  EXPECT_GE(Of(counts, PointKind::kUnlock), 2);
  EXPECT_GE(Of(counts, PointKind::kWait), 3);
}

TEST(PointsTest, AbslCondVar) {
  const RunCounts counts = CountPoints([] {
    absl::Mutex mutex;
    absl::CondVar ready;
    absl::MutexLock lock(&mutex);
    EXPECT_TRUE(ready.WaitWithTimeout(&mutex, absl::Microseconds(1)));
    EXPECT_TRUE(ready.WaitWithDeadline(&mutex, absl::InfinitePast()));
    ready.Signal();
    ready.SignalAll();
  });
  EXPECT_EQ(Of(counts, PointKind::kLock), 1);
  EXPECT_GE(Of(counts, PointKind::kWait), 2);
  EXPECT_EQ(Of(counts, PointKind::kNotify), 2);
}

TEST(PointsTest, AbslNotification) {
  const RunCounts counts = CountPoints([] {
    absl::Notification notification;
    std::thread notifier([&] { notification.Notify(); });
    notification.WaitForNotification();
    notifier.join();
  });
  EXPECT_GT(Of(counts, PointKind::kLock), 0);
}

TEST(PointsTest, NamedPoint) {
  const RunCounts counts = CountPoints([] { RACEKIT_POINT("here"); });
  EXPECT_EQ(Of(counts, PointKind::kNamed), 1);
}

TEST(PointsTest, ThreadsOutsideARunAreLeftAlone) {
  std::mutex mutex;
  std::atomic<bool> stop{false};
  std::thread other([&] {
    while (!stop) std::lock_guard<std::mutex> lock(mutex);
  });
  const RunCounts counts =
      CountPoints([&] { std::lock_guard<std::mutex> lock(mutex); });
  stop = true;
  other.join();
  EXPECT_EQ(Of(counts, PointKind::kLock), 1);
  EXPECT_EQ(counts.threads_created, 0);
}

// Threads are held until their creator goes on to something else, at most a
// millisecond after the last of them was created. Creations that were further
// apart, on a busy machine, say nothing.
TEST(PointsTest, ThreadsOfARunWithAGateStartTogether) {
  using Clock = std::chrono::steady_clock;
  RunConfig config;
  config.injection.gate_probability = 1;
  config.injection.max_probability = 0;  // nothing else holds them
  int said_something = 0;
  for (int i = 0; i < 5000 && said_something < 200; ++i) {
    Clock::time_point started;
    BeginRun(config);
    const Clock::time_point before = Clock::now();
    std::thread first([&] { started = Clock::now(); });
    // Time for it to start, were it not held.
    while (Clock::now() - before < std::chrono::microseconds(500)) {
    }
    const Clock::time_point second_is_due = Clock::now();
    std::thread second([] {});
    first.join();
    second.join();
    EndRun(1'000'000'000);
    if (second_is_due - before >= std::chrono::microseconds(900)) continue;
    ++said_something;
    ASSERT_GE(started, second_is_due);
  }
  EXPECT_EQ(said_something, 200);
}

TEST(PointsTest, ManyOperationsAreDelayedSeldom) {
  const RunCounts counts = CountPoints([] {
    std::mutex mutex;
    for (int i = 0; i < 50'000; ++i) std::lock_guard<std::mutex> lock(mutex);
  });
  EXPECT_EQ(counts.all_points(), 100'000);
  EXPECT_LT(counts.delays, 200);
  EXPECT_LT(counts.slept_ns, 30'000'000);
}

TEST(PointsTest, WithoutInjectionPointsAreCountedButNotDelayed) {
  RunConfig config;
  config.inject = false;
  BeginRun(config);
  std::mutex mutex;
  for (int i = 0; i < 100; ++i) std::lock_guard<std::mutex> lock(mutex);
  const RunCounts counts = EndRun(0);
  EXPECT_EQ(counts.all_points(), 200);
  EXPECT_EQ(counts.delays, 0);
}

TEST(PointsTest, ErrnoIsLeftAlone) {
  CountPoints([] {
    std::mutex mutex;
    errno = 1234;
    for (int i = 0; i < 100; ++i) std::lock_guard<std::mutex> lock(mutex);
    EXPECT_EQ(errno, 1234);
  });
}

TEST(PointsTest, ThreadThatOutlivesTheRunIsCounted) {
  std::atomic<bool> stop{false};
  std::thread thread;
  const RunCounts counts = [&] {
    BeginRun({});
    thread = std::thread([&] {
      while (!stop) std::this_thread::yield();
    });
    return EndRun(/*grace_ns=*/1'000'000);
  }();
  EXPECT_EQ(counts.threads_left, 1);
  stop = true;
  thread.join();
}

TEST(PointsTest, DetachedThreadThatEndsInTimeIsNotLeft) {
  const RunCounts counts = CountPoints([] { std::thread([] {}).detach(); });
  EXPECT_EQ(counts.threads_created, 1);
  EXPECT_EQ(counts.threads_left, 0);
}

}  // namespace
}  // namespace racekit::internal
