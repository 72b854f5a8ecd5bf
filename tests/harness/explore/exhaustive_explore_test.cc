// Exhaustive search over real bodies: all that can come out does, and a proof
// is claimed only where nothing is left.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

using ::testing::ElementsAre;

ExploreOptions Exhaustive(int bound = ExploreOptions::kNoPreemptionBound) {
  ExploreOptions options;
  options.strategy = ExploreStrategy::kExhaustive;
  options.preemption_bound = bound;
  options.executions = 200'000;
  options.time = absl::InfiniteDuration();
  return options;
}

template <typename First, typename Second>
void OnTwoThreads(const First& first, const Second& second) {
  std::thread one(first);
  std::thread other(second);
  one.join();
  other.join();
}

// What a body's executions can come to; fills in `report`.
template <typename Body>
std::set<int> Outcomes(const Body& body, const ExploreOptions& options,
                       Report& report) {
  std::set<int> outcomes;
  report = Explore([&] { outcomes.insert(body()); }, options);
  return outcomes;
}

int TwoByTwo() {
  std::atomic<int> value{0};
  const auto add_twice = [&] {
    for (int i = 0; i < 2; ++i) value.store(value.load() + 1);
  };
  OnTwoThreads(add_twice, add_twice);
  return value;
}

TEST(ExhaustiveExplore, FindsEveryOutcome) {
  Report report;
  EXPECT_THAT(Outcomes(TwoByTwo, Exhaustive(), report), ElementsAre(2, 3, 4));
  EXPECT_TRUE(report.explored->complete);
  EXPECT_TRUE(report.ok());
}

TEST(ExhaustiveExplore, BoundsWhatItLooksFor) {
  Report report;
  EXPECT_THAT(Outcomes(TwoByTwo, Exhaustive(0), report), ElementsAre(4));
  EXPECT_TRUE(report.explored->complete);
  EXPECT_EQ(report.explored->deepest_preemptions, 0);
  const std::int64_t without = report.executions;
  Outcomes(TwoByTwo, Exhaustive(1), report);
  EXPECT_EQ(report.explored->deepest_preemptions, 1);
  EXPECT_GT(report.executions, without);
  EXPECT_THAT(Outcomes(TwoByTwo, Exhaustive(3), report), ElementsAre(2, 3, 4));
}

// Without a bound the order of independent operations does not count, so there
// is less to do than with a bound that excludes nothing.
TEST(ExhaustiveExplore, LeavesOutWhatIsTheSame) {
  const auto body = [] {
    std::atomic<int> mine{0};
    std::atomic<int> others{0};
    OnTwoThreads(
        [&] {
          for (int i = 0; i < 3; ++i) ++mine;
        },
        [&] {
          for (int i = 0; i < 3; ++i) ++others;
        });
    return mine + others;
  };
  Report reduced;
  EXPECT_THAT(Outcomes(body, Exhaustive(), reduced), ElementsAre(6));
  Report full;
  EXPECT_THAT(Outcomes(body, Exhaustive(1000), full), ElementsAre(6));
  EXPECT_TRUE(reduced.explored->complete);
  EXPECT_TRUE(full.explored->complete);
  EXPECT_LT(5 * reduced.executions, full.executions);
}

// Sequential consistency: one of the two sees the other's store.
TEST(ExhaustiveExplore, StoreBuffering) {
  Report report;
  const std::set<int> outcomes = Outcomes(
      [] {
        std::atomic<int> x{0};
        std::atomic<int> y{0};
        int a = 0;
        int b = 0;
        OnTwoThreads(
            [&] {
              x = 1;
              a = y;
            },
            [&] {
              y = 1;
              b = x;
            });
        return 2 * a + b;
      },
      Exhaustive(), report);
  EXPECT_THAT(outcomes, ElementsAre(1, 2, 3));
  EXPECT_TRUE(report.explored->complete);
}

// Peterson's algorithm, with and without asking whose turn it is.
template <bool kAskTurn>
int Peterson() {
  std::atomic<bool> wants[2] = {false, false};
  std::atomic<int> turn{0};
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  const auto work = [&](int me) {
    wants[me] = true;
    turn = 1 - me;
    if (kAskTurn) {
      while (wants[1 - me] && turn == 1 - me) {
      }
    }
    if (++inside == 2) most = 2;
    --inside;
    wants[me] = false;
  };
  OnTwoThreads([&] { work(0); }, [&] { work(1); });
  return most;
}

TEST(ExhaustiveExplore, ProvesPetersonsAlgorithm) {
  Report report;
  EXPECT_THAT(Outcomes(Peterson<true>, Exhaustive(), report), ElementsAre(0));
  EXPECT_TRUE(report.explored->complete) << report.executions;
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(Outcomes(Peterson<false>, Exhaustive(), report),
              ElementsAre(0, 2));
}

TEST(ExhaustiveExplore, LetsTimeRunOutWhereverItMay) {
  Report report;
  const std::set<int> outcomes = Outcomes(
      [] {
        std::mutex mutex;
        std::condition_variable condition;
        bool ready = false;
        bool seen = false;
        OnTwoThreads(
            [&] {
              const std::lock_guard<std::mutex> lock(mutex);
              ready = true;
              condition.notify_one();
            },
            [&] {
              std::unique_lock<std::mutex> lock(mutex);
              seen = condition.wait_for(lock, std::chrono::milliseconds(1),
                                        [&] { return ready; });
            });
        return seen ? 1 : 0;
      },
      Exhaustive(), report);
  EXPECT_THAT(outcomes, ElementsAre(0, 1));
  EXPECT_TRUE(report.explored->complete);
}

TEST(ExhaustiveExplore, FindsADeadlockAndGoesOn) {
  Report report;
  Outcomes(
      [] {
        std::mutex a;
        std::mutex b;
        OnTwoThreads(
            [&] {
              const std::lock_guard<std::mutex> first(a);
              const std::lock_guard<std::mutex> second(b);
            },
            [&] {
              const std::lock_guard<std::mutex> first(b);
              const std::lock_guard<std::mutex> second(a);
            });
        return 0;
      },
      Exhaustive(), report);
  EXPECT_THAT(report, FindsOnly(FindingKind::kDeadlock));
  EXPECT_TRUE(report.explored->complete);
  EXPECT_LT(report.failed_executions, report.executions);
}

// What a data race makes a scheduling point is explored as well.
TEST(ExhaustiveExplore, BeginsAnewWhenADataRaceIsKnown) {
  Report report;
  const std::set<int> outcomes = Outcomes(
      [] {
        int value = 0;
        OnTwoThreads([&] { ++value; }, [&] { ++value; });
        return value;
      },
      Exhaustive(), report);
  EXPECT_THAT(outcomes, ElementsAre(1, 2));
  EXPECT_THAT(report, Finds(FindingKind::kDataRace));
  EXPECT_TRUE(report.explored->complete);
}

TEST(ExhaustiveExplore, AProofIsNotClaimedOfAPart) {
  ExploreOptions options = Exhaustive();
  options.executions = 5;
  Report report;
  Outcomes(TwoByTwo, options, report);
  EXPECT_EQ(report.executions, 5);
  EXPECT_FALSE(report.explored->complete);
}

TEST(ExhaustiveExplore, NorByStrategiesThatDraw) {
  ExploreOptions options;
  options.executions = 500;
  Report report;
  Outcomes(TwoByTwo, options, report);
  EXPECT_FALSE(report.explored->complete);
}

}  // namespace
}  // namespace racekit
