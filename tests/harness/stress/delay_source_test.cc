#include "harness/stress/delay_source.h"

#include <cstdint>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace racekit::internal {
namespace {

std::vector<Delay> First(int n, std::uint64_t seed, std::int64_t run,
                         std::uint64_t thread) {
  DelaySource source(InjectionOptions(), seed, run, thread);
  std::vector<Delay> delays;
  for (int i = 0; i < n; ++i) delays.push_back(source.Next());
  return delays;
}

TEST(DelaySourceTest, SameSeedSameDecisions) {
  for (std::int64_t run = 1; run <= 20; ++run) {
    EXPECT_EQ(First(1000, 7, run, 3), First(1000, 7, run, 3));
  }
}

TEST(DelaySourceTest, DecisionsStayTheSameAcrossReleases) {
  // Else a seed in a bug report means nothing. If this must change, say so in
  // the change log.
  const std::vector<Delay> delays = First(8, 7, 1, 1);
  std::vector<std::int64_t> sleeps;
  for (const Delay& delay : delays) {
    sleeps.push_back(delay.kind == Delay::Kind::kYield ? -1 : delay.sleep_ns);
  }
  EXPECT_EQ(sleeps, (std::vector<std::int64_t>{3623, 0, 3289, -1, 3566, -1,
                                               4156, 22100}));
}

TEST(DelaySourceTest, SeedRunAndThreadAllMatter) {
  const std::vector<Delay> base = First(100, 7, 1, 3);
  EXPECT_FALSE(base == First(100, 8, 1, 3));
  EXPECT_FALSE(base == First(100, 7, 2, 3));
  EXPECT_FALSE(base == First(100, 7, 1, 4));
}

TEST(DelaySourceTest, SleepsAreLogUniformWithinTheirBounds) {
  // Each decade between 1 us and 1 ms gets about a third of the sleeps.
  int decades[3] = {};
  int sleeps = 0;
  int yields = 0;
  int points = 0;
  for (std::int64_t run = 1; run <= 2000; ++run) {
    for (const Delay& delay : First(8, 1, run, 0)) {
      ++points;
      if (delay.kind == Delay::Kind::kYield) ++yields;
      if (delay.kind != Delay::Kind::kSleep) continue;
      ++sleeps;
      ASSERT_GE(delay.sleep_ns, 1'000);
      ASSERT_LE(delay.sleep_ns, 1'000'000);
      ++decades[delay.sleep_ns < 10'000 ? 0 : delay.sleep_ns < 100'000 ? 1 : 2];
    }
  }
  for (const int decade : decades) EXPECT_NEAR(decade, sleeps / 3, sleeps / 20);
  EXPECT_NEAR(yields, (yields + sleeps) / 8, sleeps / 20);
  EXPECT_GT(yields + sleeps, points / 2);       // something happens
  EXPECT_LT(yields + sleeps, points * 9 / 10);  // but not always
}

TEST(DelaySourceTest, ManyPointsSleepLittle) {
  for (std::int64_t run = 1; run <= 20; ++run) {
    std::int64_t slept_ns = 0;
    int delays = 0;
    for (const Delay& delay : First(200'000, 1, run, 0)) {
      slept_ns += delay.sleep_ns;
      if (delay.kind != Delay::Kind::kNone) ++delays;
    }
    EXPECT_LT(delays, 200);
    EXPECT_LE(slept_ns, 21'000'000);  // budget and the last sleep
  }
}

TEST(DelaySourceTest, BudgetEndsSleeping) {
  InjectionOptions options;
  options.max_probability = 1;
  options.density = 1e9;
  options.sleep_budget_ns = 50'000;
  DelaySource source(options, 1, 1, 0);
  std::int64_t slept_ns = 0;
  for (int i = 0; i < 100'000; ++i) slept_ns += source.Next().sleep_ns;
  EXPECT_GE(slept_ns, 50'000);
  EXPECT_LE(slept_ns, 1'050'000);
}

TEST(DelaySourceTest, ThreadKeysAreDistinct) {
  std::set<std::uint64_t> keys = {0};
  for (std::int64_t child = 0; child < 100; ++child) {
    const std::uint64_t key = ChildThreadKey(0, child);
    EXPECT_TRUE(keys.insert(key).second);
    for (std::int64_t n = 0; n < 100; ++n) {
      EXPECT_TRUE(keys.insert(ChildThreadKey(key, n)).second);
    }
  }
}

TEST(DelaySourceTest, GateClosesInMostRunsButNotInAll) {
  int gated = 0;
  for (std::int64_t run = 1; run <= 1000; ++run) {
    if (GateInRun(InjectionOptions(), 1, run)) ++gated;
  }
  EXPECT_NEAR(gated, 750, 60);
}

}  // namespace
}  // namespace racekit::internal
