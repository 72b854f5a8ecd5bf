// CounterSuite: what every counter must do that several threads add to.
//
//   #include "mine/counter.h"
//   #include "scenarios/suites/counter_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, CounterSuite, mine::Counter);
//   }
//
// in a race_test(), with several types as ::testing::Types<A, B>. The type has
//
//   T()                  a counter at 0
//   void Increment()     adds 1; any thread, at any time
//   .. value()           how many increments there were; any thread, any time
//
// or a specialisation of CounterTraits that says how it does these:
//
//   namespace racekit {
//   template <>
//   struct CounterTraits<mine::Tally> {
//     static mine::Tally Make() { return mine::Tally("requests"); }
//     static void Increment(mine::Tally& tally) { tally.Add(1); }
//     static std::int64_t Value(mine::Tally& tally) { return tally.Sum(); }
//   };
//   }
//
// The cases:
//
//   StartsAtZero            Value() of a new counter is 0.
//   CountsInOneThread       three increments make 3.
//   EveryIncrementCounts    no increment of four threads is lost. (race)
//   NeverRunsBackwards      who reads while others increment sees values that
//                           never fall and never pass the total. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_COUNTER_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_COUNTER_SUITE_H_

#include <cstdint>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct CounterTraits {
  static T Make() { return T(); }
  static void Increment(T& counter) { counter.Increment(); }
  static std::int64_t Value(T& counter) { return counter.value(); }
};

template <typename T>
class CounterSuite : public ::testing::Test {
 public:
  using Traits = CounterTraits<T>;
};

TYPED_TEST_SUITE_P(CounterSuite);

TYPED_TEST_P(CounterSuite, StartsAtZero) {
  using Traits = typename TestFixture::Traits;
  TypeParam counter = Traits::Make();
  EXPECT_EQ(Traits::Value(counter), 0);
}

TYPED_TEST_P(CounterSuite, CountsInOneThread) {
  using Traits = typename TestFixture::Traits;
  TypeParam counter = Traits::Make();
  for (int i = 0; i < 3; ++i) Traits::Increment(counter);
  EXPECT_EQ(Traits::Value(counter), 3);
}

TYPED_TEST_P(CounterSuite, EveryIncrementCounts) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kThreads = 4;
    constexpr int kIncrements = 1000;
    TypeParam counter = Traits::Make();
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&counter] {
        for (int n = 0; n < kIncrements; ++n) Traits::Increment(counter);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Traits::Value(counter), kThreads * kIncrements);
  });
}

TYPED_TEST_P(CounterSuite, NeverRunsBackwards) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kThreads = 2;
    constexpr int kIncrements = 100;
    TypeParam counter = Traits::Make();
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&counter] {
        for (int n = 0; n < kIncrements; ++n) Traits::Increment(counter);
      });
    }
    threads.emplace_back([&counter] {
      std::int64_t last = 0;
      for (int n = 0; n < kIncrements; ++n) {
        const std::int64_t now = Traits::Value(counter);
        ASSERT_GE(now, last) << "the counter ran backwards";
        ASSERT_LE(now, kThreads * kIncrements);
        last = now;
      }
    });
    for (std::thread& thread : threads) thread.join();
  });
}

REGISTER_TYPED_TEST_SUITE_P(CounterSuite, StartsAtZero, CountsInOneThread,
                            EveryIncrementCounts, NeverRunsBackwards);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_COUNTER_SUITE_H_
