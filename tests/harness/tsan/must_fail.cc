// Plain TESTs with races, run by must_fail_test.cc under ThreadSanitizer: each
// must fail. And their near twins, which must pass.

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"

int global_counter = 0;
int late_counter = 0;

template <typename Body>
void InTwoThreads(Body body) {
  std::thread a(body);
  std::thread b(body);
  a.join();
  b.join();
}

// A race that no test is there to be failed for.
struct RaceInDestructor {
  ~RaceInDestructor() {
    if (std::getenv("MUST_FAIL_IN_DESTRUCTOR") == nullptr) return;
    InTwoThreads([] { ++late_counter; });
  }
};
RaceInDestructor race_in_destructor;

TEST(Race, Global) {
  InTwoThreads([] { ++global_counter; });
}

TEST(Race, Heap) {
  auto value = std::make_unique<int>(0);
  InTwoThreads([&] { ++*value; });
}

TEST(Race, Stack) {
  int on_stack = 0;
  InTwoThreads([&] { ++on_stack; });
}

TEST(Race, UseAfterFree) {
  int* value = new int(1);
  std::atomic<bool> freed{false};
  std::thread user([&] {
    while (!freed.load(std::memory_order_relaxed)) {
    }
    *value = 2;
  });
  delete value;
  freed.store(true, std::memory_order_relaxed);
  user.join();
}

TEST(Mutexes, LockOrder) {
  std::mutex first;
  std::mutex second;
  std::thread([&] {
    const std::lock_guard<std::mutex> hold_first(first);
    const std::lock_guard<std::mutex> then_second(second);
  }).join();
  const std::lock_guard<std::mutex> hold_second(second);
  const std::lock_guard<std::mutex> then_first(first);
}

TEST(Mutexes, UnlockedByNobody) {
  std::mutex mutex;
  mutex.unlock();
}

TEST(Twins, GlobalUnderMutex) {
  static std::mutex mutex;
  InTwoThreads([] {
    const std::lock_guard<std::mutex> lock(mutex);
    ++global_counter;
  });
}

TEST(Twins, GlobalUnderAbslMutex) {
  static absl::Mutex mutex(absl::kConstInit);
  static int counter = 0;
  InTwoThreads([] {
    absl::MutexLock lock(&mutex);
    ++counter;
  });
  EXPECT_EQ(counter, 2);
}

TEST(Twins, AtomicOnTheStack) {
  std::atomic<int> value{0};
  InTwoThreads([&] { ++value; });
  EXPECT_EQ(value, 2);
}

TEST(Twins, SameLockOrder) {
  std::mutex first;
  std::mutex second;
  InTwoThreads([&] {
    const std::lock_guard<std::mutex> hold_first(first);
    const std::lock_guard<std::mutex> hold_second(second);
  });
}
