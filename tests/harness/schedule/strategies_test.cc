// Strategies that draw: what each promises, checked with fixed seeds.

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/schedule/pct.h"
#include "harness/schedule/portfolio.h"
#include "harness/schedule/pos.h"
#include "harness/schedule/random_walk.h"
#include "harness/schedule/surw.h"
#include "tests/harness/schedule/script.h"

namespace racekit::schedule {
namespace {

using Mix = Portfolio::Mix;

// How often each interleaving came, in executions [first, first + count).
std::map<std::string, int> Frequencies(const Script& script, Strategy& strategy,
                                       std::uint64_t first, int count) {
  std::map<std::string, int> frequencies;
  for (int i = 0; i < count; ++i) {
    ++frequencies[*RunScript(script, strategy,
                             first + static_cast<std::uint64_t>(i))];
  }
  return frequencies;
}

int Switches(const std::string& order) {
  int switches = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    switches += order[i] != order[i - 1];
  }
  return switches;
}

// ---- all of them

class EveryStrategy : public ::testing::TestWithParam<Mix> {};

TEST_P(EveryStrategy, ChoosesTheSameForTheSameSeed) {
  const Script script = Script().Writes(1, 5).Writes(1, 4).Writes(2, 3);
  std::vector<std::string> runs[3];
  const std::uint64_t seeds[] = {1, 1, 2};
  for (int r = 0; r < 3; ++r) {
    Portfolio strategy(seeds[r], GetParam());
    for (std::uint64_t i = 0; i < 200; ++i) {
      runs[r].push_back(*RunScript(script, strategy, i));
    }
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_NE(runs[0], runs[2]);
}

TEST_P(EveryStrategy, ReachesEveryInterleavingOfALittle) {
  Portfolio strategy(3, GetParam());
  const Script script = Script().Writes(1, 2).Writes(1, 2);
  EXPECT_EQ(Frequencies(script, strategy, 0, 2000).size(), 6u);
}

TEST_P(EveryStrategy, FindsAnAtomicityViolationOfTwoByTwo) {
  // A load and a store each: lost if both load before either stores.
  Script script;
  for (int t = 0; t < 2; ++t) {
    script.threads.emplace_back();
    script.Then(OperationKind::kAtomicLoad, 1);
    script.Then(OperationKind::kAtomicStore, 1);
  }
  Portfolio strategy(1, GetParam());
  int lost = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const std::string order = *RunScript(script, strategy, i);
    lost += order != "0011" && order != "1100";
  }
  EXPECT_GT(lost, 3);
}

INSTANTIATE_TEST_SUITE_P(All, EveryStrategy,
                         ::testing::Values(Mix::kDefault, Mix::kRandomWalk,
                                           Mix::kPct, Mix::kPos, Mix::kSurw,
                                           Mix::kUniform));

// ---- random walk

TEST(RandomWalk, MixesLongBurstsAndShortOnes) {
  Portfolio walk(1, Mix::kRandomWalk);
  const Script script = Script().Writes(1, 100).Writes(1, 100);
  int few = 0;
  int many = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const int switches = Switches(*RunScript(script, walk, i));
    few += switches <= 10;
    many += switches >= 60;
  }
  EXPECT_GE(few, 10);
  EXPECT_GE(many, 10);
}

// ---- PCT

// Depth 2: thread 1 as a whole between two given operations of thread 0.
TEST(Pct, FindsADepth2BugAsOftenAsPromised) {
  constexpr int kSteps = 20;
  constexpr int kRuns = 20'000;
  const Script script = Script().Writes(1, kSteps - 2).Writes(1, 2);
  Portfolio pct(42, Mix::kPct, 2);
  for (const int at : {1, 5, 9, 17}) {
    const std::string bug = std::string(static_cast<std::size_t>(at), '0') +
                            "11" +
                            std::string(static_cast<std::size_t>(18 - at), '0');
    Portfolio strategy(static_cast<std::uint64_t>(at), Mix::kPct, 2);
    RunScript(script, strategy, 0);  // how long it is
    const int found = Frequencies(script, strategy, 1, kRuns)[bug];
    // At least 1 / (n k^(d-1)) = 1 in 40, less four standard deviations.
    const double expected = kRuns / (2.0 * kSteps);
    EXPECT_GE(found, expected - 4 * std::sqrt(expected)) << at;
  }
}

// Depth 3: two changes are needed.
TEST(Pct, FindsADepth3BugAsOftenAsPromised) {
  constexpr int kSteps = 8;
  constexpr int kRuns = 100'000;
  const Script script = Script().Writes(1, 4).Writes(1, 4);
  Portfolio strategy(7, Mix::kPct, 3);
  RunScript(script, strategy, 0);
  std::map<std::string, int> frequencies =
      Frequencies(script, strategy, 1, kRuns);
  const double expected = kRuns / (2.0 * kSteps * kSteps);
  for (const char* bug : {"00110011", "01111000", "00011110", "11001100"}) {
    EXPECT_GE(frequencies[bug], expected - 4 * std::sqrt(expected)) << bug;
  }
}

TEST(Pct, ADepth1StrategyNeverPreempts) {
  Portfolio strategy(7, Mix::kPct, 1);
  const Script script = Script().Writes(1, 5).Writes(1, 5);
  const std::map<std::string, int> frequencies =
      Frequencies(script, strategy, 0, 1000);
  EXPECT_EQ(frequencies.size(), 2u);  // one after the other
  for (const auto& [order, count] : frequencies) EXPECT_GT(count, 400) << order;
}

// ---- POS

// Thread 0 touches the shared thing first and then does much else; thread 1
// does much else before. That thread 1 is first takes 20 steps of it in a row:
// a random walk needs 2^20 executions, POS 22.
TEST(Pos, ReordersWhatIsFarApart) {
  Script script;
  script.Writes(1, 1).ThenWrites(2, 20).Writes(3, 20).ThenWrites(1, 1);
  Pos pos(1);
  int reordered = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const std::string order = *RunScript(script, pos, i);
    reordered += order.find('0') == 21;
  }
  // 5000 / 22 = 227, with a deviation of 15.
  EXPECT_GT(reordered, 160);
  EXPECT_LT(reordered, 300);
}

TEST(Pos, WhatDependsOnWhatHappenedIsDrawnAnew) {
  // All of one object: each choice is a fresh draw, so an unbiased coin.
  Pos pos(5);
  const std::map<std::string, int> frequencies =
      Frequencies(Script().Writes(1, 2).Writes(1, 2), pos, 0, 16'000);
  for (const auto& [order, count] : frequencies) {
    // "0011" and "1100": two equal choices in a row; the others take three.
    const double expected = order == "0011" || order == "1100" ? 4000 : 2000;
    EXPECT_NEAR(count, expected, 5 * std::sqrt(expected)) << order;
  }
}

// ---- SURW

double ChiSquared(const std::map<std::string, int>& frequencies,
                  double expected, std::size_t cells) {
  double sum = static_cast<double>(cells - frequencies.size()) * expected;
  for (const auto& [key, count] : frequencies) {
    sum += (count - expected) * (count - expected) / expected;
  }
  return sum;
}

TEST(Surw, IsUniformOverTheInterleavingsOfIndependentThreads) {
  Portfolio strategy(1, Mix::kUniform);
  const Script script = Script().Writes(1, 3).Writes(2, 5);
  RunScript(script, strategy, 0);  // it learns how much each thread does
  const std::map<std::string, int> frequencies =
      Frequencies(script, strategy, 1, 56'000);
  EXPECT_EQ(frequencies.size(), 56u);  // 8 over 3
  // 55 degrees of freedom: above 93 once in a thousand.
  EXPECT_LT(ChiSquared(frequencies, 1000, 56), 93);
}

TEST(Surw, IsUniformForThreeThreadsToo) {
  Portfolio strategy(2, Mix::kUniform);
  const Script script = Script().Writes(1, 1).Writes(2, 2).Writes(3, 3);
  RunScript(script, strategy, 0);
  const std::map<std::string, int> frequencies =
      Frequencies(script, strategy, 1, 60'000);
  EXPECT_EQ(frequencies.size(), 60u);
  EXPECT_LT(ChiSquared(frequencies, 1000, 60), 98);
}

TEST(Surw, ARandomWalkIsNot) {
  Portfolio walk(1, Mix::kRandomWalk);
  const Script script = Script().Writes(1, 3).Writes(2, 5);
  EXPECT_GT(ChiSquared(Frequencies(script, walk, 0, 56'000), 1000, 56), 10'000);
}

// Two threads meet at a shared thing twice each; one of them does much else in
// between. Over the six orders of what is shared it is uniform all the same.
TEST(Surw, WhatDoesNotMatterMakesNoDifference) {
  Script script;
  script.Writes(1, 1).ThenWrites(2, 30).ThenWrites(1, 1).Writes(1, 2);
  Profile profile;
  Surw surw(3, &profile);
  std::map<std::string, int> shared_orders;
  int runs = 0;
  for (std::uint64_t i = 0; i < 24'000; ++i) {
    // Profile and strategy as Portfolio drives them.
    class Driven final : public Strategy {
     public:
      Driven(Surw* surw, Profile* profile) : surw_(surw), profile_(profile) {}
      const char* name() const override { return "driven"; }
      bool BeginExecution(std::uint64_t n) override {
        profile_->BeginExecution();
        return surw_->BeginExecution(n);
      }
      ThreadId Choose(const Point& point) override {
        const ThreadId chosen = surw_->Choose(point);
        profile_->OnChoice(point, chosen);
        return chosen;
      }
      bool WatchesForced() const override { return profile_->logging(); }
      void OnForced(const ThreadView* views, ThreadId thread) override {
        profile_->OnForced(views[thread].pending, thread);
      }
      void EndExecution(const ThreadView* views, int count) override {
        profile_->EndExecution(views, count);
      }

     private:
      Surw* surw_;
      Profile* profile_;
    } driven(&surw, &profile);
    const std::string order = *RunScript(script, driven, i);
    if (i < 10) continue;
    std::string shared;
    std::size_t of_thread_0 = 0;
    for (const char c : order) {
      if (c == '0') {
        ++of_thread_0;
        if (of_thread_0 != 1 && of_thread_0 != 32) continue;
      }
      shared += c;
    }
    ++shared_orders[shared];
    ++runs;
  }
  // Half of the executions select what is shared and are uniform over its
  // orders; so each order has at least a twelfth.
  EXPECT_EQ(shared_orders.size(), 6u);
  for (const auto& [order, count] : shared_orders) {
    EXPECT_GE(count, runs / 12.0 - 4 * std::sqrt(runs / 12.0)) << order;
  }
}

// ---- portfolio

TEST(Portfolio, EveryStrategyHasItsTurn) {
  Portfolio portfolio(1);
  const Script script = Script().Writes(1, 2).Writes(1, 2);
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < 32; ++i) {
    RunScript(script, portfolio, i);
    names.insert(portfolio.name());
  }
  EXPECT_EQ(names,
            (std::set<std::string>{"pct", "pos", "random", "surw", "uniform"}));
}

// One with a timer: its thread is the last of the runnable ones, and waits.
Point WithTimer(const std::vector<ThreadId>& runnable,
                const std::vector<ThreadView>& views, std::int64_t step) {
  Point point;
  point.runnable = runnable.data();
  point.count = static_cast<int>(runnable.size());
  point.current = runnable[0];
  point.timer = runnable.back();
  point.threads = views.data();
  point.thread_count = static_cast<int>(views.size());
  point.step = step;
  return point;
}

TEST(Portfolio, TimersExpireNowAndThen) {
  for (const Mix mix : {Mix::kDefault, Mix::kRandomWalk, Mix::kPct, Mix::kPos,
                        Mix::kSurw, Mix::kUniform}) {
    Portfolio portfolio(1, mix);
    const std::vector<ThreadId> runnable = {0, 1, 2};
    std::vector<ThreadView> views(3);
    for (ThreadView& view : views) {
      view.pending.kind = OperationKind::kAtomicStore;
      view.pending.object = 1;
    }
    int expired = 0;
    for (std::uint64_t i = 0; i < 600; ++i) {
      portfolio.BeginExecution(i);
      for (int step = 1; step <= 16; ++step) {
        expired += portfolio.Choose(WithTimer(runnable, views, step)) == 2;
      }
      portfolio.EndExecution(views.data(), 3);
    }
    EXPECT_GT(expired, 100) << static_cast<int>(mix);
    EXPECT_LT(expired, 1300) << static_cast<int>(mix);  // of 9600
  }
}

TEST(Portfolio, WithOneThreadBesideATimerThereIsMostlyNoChoice) {
  Portfolio portfolio(1);
  const std::vector<ThreadId> runnable = {0, 1};
  const std::vector<ThreadView> views(2);
  portfolio.BeginExecution(0);
  for (int step = 1; step < 8; ++step) {
    EXPECT_EQ(portfolio.Choose(WithTimer(runnable, views, step)), 0);
  }
}

}  // namespace
}  // namespace racekit::schedule
