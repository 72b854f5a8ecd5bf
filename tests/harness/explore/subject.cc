// Race tests of which some fail, for binary_test.cc.

#include <sys/mman.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <new>
#include <thread>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace {

template <typename Work>
void OnTwoThreads(const Work& work) {
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}

RACE_TEST(Subject, LostUpdate) {
  std::atomic<int> value{0};
  OnTwoThreads([&] { value.store(value.load() + 1); });
  EXPECT_EQ(value, 2);
}

RACE_TEST(Subject, Fixed) {
  std::atomic<int> value{0};
  OnTwoThreads([&] { ++value; });
  EXPECT_EQ(value, 2);
}

RACE_TEST(Subject, WithoutThreads) { EXPECT_EQ(2 + 2, 4); }

RACE_TEST(Subject, Skipped) { GTEST_SKIP() << "not here"; }

// What happened to fixtures, in memory that is shared with the process in which
// the bodies run.
struct Counts {
  int made = 0;
  int set_up = 0;
  int torn_down = 0;
  int destroyed = 0;
};

Counts& Shared() {
  static auto* const counts =
      new (mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Counts;
  return *counts;
}

// A fixture's life is an execution.
class Fixture : public testing::Test {
 protected:
  static void SetUpTestSuite() { Shared() = {}; }
  static void TearDownTestSuite() {
    const Counts& counts = Shared();
    std::printf("fixture: %d made, %d set up, %d torn down, %d destroyed\n",
                counts.made, counts.set_up, counts.torn_down, counts.destroyed);
  }
  Fixture() { ++Shared().made; }
  ~Fixture() override { ++Shared().destroyed; }
  void SetUp() override {
    ++Shared().set_up;
    value_ = 1;
    // Threads of SetUp() are controlled as well.
    std::thread([this] { ++value_; }).join();
  }
  void TearDown() override {
    ++Shared().torn_down;
    EXPECT_EQ(value_, 4);
  }

  std::mutex mutex_;
  int value_ = 0;
};

RACE_TEST_F(Fixture, BelongsToEachExecution) {
  EXPECT_EQ(value_, 2);
  OnTwoThreads([this] {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++value_;
  });
}

class Parameterised : public testing::TestWithParam<int> {};

RACE_TEST_P(Parameterised, RunsAsManyThreads) {
  std::atomic<int> n{0};
  for (int i = 0; i < GetParam(); ++i) std::thread([&] { ++n; }).join();
  EXPECT_EQ(n, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Few, Parameterised, testing::Values(1, 3));

}  // namespace
