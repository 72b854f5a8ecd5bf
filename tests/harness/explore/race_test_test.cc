// RACE_TEST in the explore variant.

#include "harness/race_test.h"

#include <mutex>
#include <thread>

namespace {

RACE_TEST(RaceTest, TwoThreadsAndAMutex) {
  int value = 0;
  std::mutex mutex;
  const auto add = [&] {
    const std::lock_guard<std::mutex> lock(mutex);
    ++value;
  };
  std::thread first(add);
  std::thread second(add);
  first.join();
  second.join();
  EXPECT_EQ(value, 2);
}

RACE_TEST(RaceTest, WithoutThreads) { racekit::AllowNoThreads(); }

class Fixture : public testing::Test {
 protected:
  void SetUp() override { value_ = 1; }
  void TearDown() override { EXPECT_EQ(value_, 2); }
  int value_ = 0;
};

RACE_TEST_F(Fixture, EachExecutionHasItsOwn) {
  EXPECT_EQ(value_, 1);
  std::thread thread([this] { ++value_; });
  thread.join();
}

class Parameterised : public testing::TestWithParam<int> {};

RACE_TEST_P(Parameterised, GetsItsParameter) {
  std::thread thread([] { EXPECT_GT(GetParam(), 0); });
  thread.join();
}

INSTANTIATE_TEST_SUITE_P(All, Parameterised, testing::Values(1, 2));

}  // namespace
