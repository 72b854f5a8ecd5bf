// RACE_TEST in each of its forms, on code without a race.

#include "harness/race_test.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "gtest/gtest.h"

namespace {

class Counter {
 public:
  void Increment() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++value_;
  }
  int value() {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }

 private:
  std::mutex mutex_;
  int value_ = 0;
};

RACE_TEST(CounterTest, IncrementsAllCount) {
  Counter counter;
  std::thread a([&] { counter.Increment(); });
  std::thread b([&] { counter.Increment(); });
  a.join();
  b.join();
  EXPECT_EQ(counter.value(), 2);
}

TEST(CounterTest, PlainTestStandsBesideIt) {
  Counter counter;
  counter.Increment();
  EXPECT_EQ(counter.value(), 1);
}

class CounterFixture : public testing::Test {
 protected:
  void SetUp() override { counter_.Increment(); }
  void TearDown() override { EXPECT_EQ(counter_.value(), 2); }
  Counter counter_;
};

RACE_TEST_F(CounterFixture, StartsAnewInEachRun) {
  std::thread a([&] { counter_.Increment(); });
  a.join();
}

TEST_F(CounterFixture, SharesItsSuite) { counter_.Increment(); }

class CounterParamFixture : public testing::TestWithParam<int> {
 protected:
  Counter counter_;
};

RACE_TEST_P(CounterParamFixture, ThreadsAsManyAsTheParameterSays) {
  std::vector<std::thread> threads;
  for (int i = 0; i < GetParam(); ++i) {
    threads.emplace_back([&] { counter_.Increment(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter_.value(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(OneToThree, CounterParamFixture,
                         testing::Values(1, 2, 3));

RACE_TEST(SkipTest, SkipsAllOfTheTest) { GTEST_SKIP() << "not today"; }

RACE_TEST(NoThreadTest, MaySaySo) { racekit::AllowNoThreads(); }

}  // namespace
