// Race tests of which some fail, for binary_test.cc.

#include <atomic>
#include <mutex>
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

// A fixture's life is an execution.
class Fixture : public testing::Test {
 protected:
  static void TearDownTestSuite() {
    std::printf("fixture: %d made, %d set up, %d torn down, %d destroyed\n",
                made, set_up, torn_down, destroyed);
    made = set_up = torn_down = destroyed = 0;
  }
  Fixture() { ++made; }
  ~Fixture() override { ++destroyed; }
  void SetUp() override {
    ++set_up;
    value_ = 1;
    // Threads of SetUp() are controlled as well.
    std::thread([this] { ++value_; }).join();
  }
  void TearDown() override {
    ++torn_down;
    EXPECT_EQ(value_, 4);
  }

  std::mutex mutex_;
  int value_ = 0;

  static int made;
  static int set_up;
  static int torn_down;
  static int destroyed;
};

int Fixture::made;
int Fixture::set_up;
int Fixture::torn_down;
int Fixture::destroyed;

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
