// Exhaustive search: counts that are known, and that nothing is left out.

#include "harness/schedule/exhaustive.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/schedule/random.h"
#include "tests/harness/schedule/script.h"
#include "tests/harness/schedule/toy_program.h"

namespace racekit::schedule {
namespace {

Exhaustive::Options Every() { return {Exhaustive::kUnlimited, false}; }
Exhaustive::Options Bound(int preemptions) { return {preemptions, false}; }

struct Explored {
  std::vector<std::string> orders;
  bool complete = false;
};

Explored Explore(const Script& script, const Exhaustive::Options& options) {
  Exhaustive exhaustive(options);
  Explored explored;
  for (std::uint64_t i = 0;; ++i) {
    const auto order = RunScript(script, exhaustive, i);
    if (!order) break;
    explored.orders.push_back(*order);
  }
  explored.complete = exhaustive.complete();
  return explored;
}

std::set<std::string> SetOf(const std::vector<std::string>& orders) {
  return {orders.begin(), orders.end()};
}

std::int64_t Binomial(int n, int k) {
  std::int64_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

// Every interleaving of the threads, without a strategy.
void AllOrders(std::vector<std::size_t> left, std::string order,
               std::vector<std::string>& all) {
  bool done = true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] == 0) continue;
    done = false;
    std::vector<std::size_t> rest = left;
    --rest[i];
    AllOrders(rest, order + static_cast<char>('0' + i), all);
  }
  if (done) all.push_back(order);
}

std::vector<std::string> AllOrders(const Script& script) {
  std::vector<std::size_t> left;
  for (const auto& operations : script.threads) {
    left.push_back(operations.size());
  }
  std::vector<std::string> all;
  AllOrders(left, "", all);
  return all;
}

int Preemptions(const Script& script, const std::string& order) {
  std::vector<std::size_t> left;
  for (const auto& operations : script.threads) {
    left.push_back(operations.size());
  }
  int preemptions = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && order[i] != order[i - 1] && left[order[i - 1] - '0'] > 0) {
      ++preemptions;
    }
    --left[order[i] - '0'];
  }
  return preemptions;
}

// The Mazurkiewicz trace of an interleaving: which of two dependent operations
// came first, for all pairs.
std::string TraceOf(const Script& script, const std::string& order) {
  std::vector<std::pair<int, std::size_t>> done;
  std::vector<std::size_t> next(script.threads.size());
  std::vector<std::string> pairs;
  for (const char c : order) {
    const int thread = c - '0';
    const std::size_t index = next[thread]++;
    for (const auto& [other, at] : done) {
      if (other == thread || !Dependent(script.threads[other][at],
                                        script.threads[thread][index])) {
        continue;
      }
      pairs.push_back(std::to_string(other) + "." + std::to_string(at) + "<" +
                      std::to_string(thread) + "." + std::to_string(index));
    }
    done.emplace_back(thread, index);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string trace;
  for (const std::string& pair : pairs) trace += pair + " ";
  return trace;
}

TEST(Exhaustive, TwoThreadsHaveAsManySchedulesAsTheBinomialSays) {
  for (int m = 1; m <= 5; ++m) {
    for (int n = 1; n <= 5; ++n) {
      const Explored explored =
          Explore(Script().Writes(1, m).Writes(1, n), Every());
      EXPECT_EQ(static_cast<std::int64_t>(explored.orders.size()),
                Binomial(m + n, n));
      EXPECT_EQ(SetOf(explored.orders).size(), explored.orders.size());
      EXPECT_TRUE(explored.complete);
    }
  }
}

TEST(Exhaustive, ThreeThreadsHaveAsManyAsTheMultinomialSays) {
  const Explored explored =
      Explore(Script().Writes(1, 2).Writes(1, 3).Writes(1, 2), Every());
  EXPECT_EQ(explored.orders.size(), 210u);  // 7! / (2! 3! 2!)
  EXPECT_EQ(SetOf(explored.orders).size(), 210u);
}

TEST(Exhaustive, WithABoundThereIsEachScheduleWithSoManyPreemptions) {
  const Script script = Script().Writes(1, 3).Writes(1, 2).Writes(1, 3);
  for (int bound = 0; bound <= 6; ++bound) {
    std::set<std::string> expected;
    for (const std::string& order : AllOrders(script)) {
      if (Preemptions(script, order) <= bound) expected.insert(order);
    }
    const Explored explored = Explore(script, Bound(bound));
    EXPECT_EQ(explored.orders.size(), expected.size()) << bound;
    EXPECT_EQ(SetOf(explored.orders), expected) << bound;
    EXPECT_TRUE(explored.complete);
  }
  EXPECT_EQ(Explore(script, Bound(0)).orders.size(), 6u);  // 3!
}

TEST(Exhaustive, TheFirstScheduleHasNoPreemption) {
  EXPECT_EQ(Explore(Script().Writes(1, 2).Writes(1, 2), Every()).orders[0],
            "0011");
}

TEST(Exhaustive, IndependentThreadsHaveOneSchedule) {
  const Explored explored =
      Explore(Script().Writes(1, 4).Writes(2, 4).Writes(3, 4), {});
  std::set<std::string> traces;
  for (const std::string& order : explored.orders) {
    traces.insert(
        TraceOf(Script().Writes(1, 4).Writes(2, 4).Writes(3, 4), order));
  }
  EXPECT_EQ(traces.size(), 1u);
  EXPECT_TRUE(explored.complete);
  // 34,650 interleavings. Those that are started and found to be known are
  // executed to their end: one for each other thread at each choice, at most.
  EXPECT_LE(explored.orders.size(), 1u + 2 * 12);
}

TEST(Exhaustive, SleepSetsLeaveOutNoTrace) {
  Random random(11);
  for (int i = 0; i < 200; ++i) {
    Script script;
    const int threads = 2 + random.Index(2);
    for (int t = 0; t < threads; ++t) {
      script.threads.emplace_back();
      for (int n = 1 + random.Index(threads == 2 ? 4 : 3); n > 0; --n) {
        constexpr OperationKind kKinds[] = {
            OperationKind::kAtomicLoad, OperationKind::kAtomicStore,
            OperationKind::kAtomicRmw, OperationKind::kFence};
        script.Then(kKinds[random.Index(4)],
                    1 + static_cast<std::uint64_t>(random.Index(2)));
      }
    }
    std::set<std::string> expected;
    for (const std::string& order : AllOrders(script)) {
      expected.insert(TraceOf(script, order));
    }
    std::set<std::string> found;
    const Explored explored = Explore(script, {});
    for (const std::string& order : explored.orders) {
      found.insert(TraceOf(script, order));
    }
    ASSERT_EQ(found, expected) << i;
    ASSERT_LE(explored.orders.size(), AllOrders(script).size());
    ASSERT_TRUE(explored.complete);
  }
}

// Threads that block, are created and joined: whatever can come out does.
std::set<ToyOutcome> Outcomes(const ToyProgram& program,
                              const Exhaustive::Options& options,
                              std::int64_t& executions) {
  Exhaustive exhaustive(options);
  std::set<ToyOutcome> outcomes;
  executions = 0;
  while (!exhaustive.complete()) {
    outcomes.insert(RunToy(program, exhaustive).outcome);
    if (++executions == 2'000'000) {
      ADD_FAILURE() << "does not end";
      break;
    }
  }
  EXPECT_EQ(exhaustive.diverged(), 0);
  return outcomes;
}

TEST(Exhaustive, SleepSetsLeaveOutNoOutcome) {
  Random random(5);
  std::int64_t all_executions = 0;
  std::int64_t fewer_executions = 0;
  for (int i = 0; i < 60; ++i) {
    ToyProgram program = RandomToyProgram(random);
    std::size_t operations = 0;
    for (const auto& thread : program.threads) operations += thread.size();
    if (operations > 16) continue;
    std::int64_t all = 0;
    std::int64_t fewer = 0;
    const std::set<ToyOutcome> expected = Outcomes(program, Every(), all);
    ASSERT_EQ(Outcomes(program, {}, fewer), expected) << i;
    all_executions += all;
    fewer_executions += fewer;
  }
  EXPECT_GT(all_executions, 0);
  EXPECT_LT(2 * fewer_executions, all_executions);
}

TEST(Exhaustive, ABodyThatDoesNotRepeatItselfIsNotProved) {
  Exhaustive exhaustive(Every());
  const Script one = Script().Writes(1, 2).Writes(1, 2);
  const Script other = Script().Writes(1, 2).Writes(1, 1);
  int executions = 0;
  while (executions < 100) {
    if (!RunScript(executions % 2 == 0 ? one : other, exhaustive, 0)) break;
    ++executions;
  }
  EXPECT_LT(executions, 100);
  EXPECT_GT(exhaustive.diverged(), 0);
  EXPECT_FALSE(exhaustive.complete());
}

TEST(Exhaustive, BeginsAnewWhenPointsChange) {
  Exhaustive exhaustive(Every());
  const Script few = Script().Writes(1, 1).Writes(1, 1);
  const Script more = Script().Writes(1, 2).Writes(1, 2);
  RunScript(few, exhaustive, 0);
  exhaustive.PointsChanged();
  std::set<std::string> orders;
  while (const auto order = RunScript(more, exhaustive, 0)) {
    EXPECT_TRUE(orders.insert(*order).second);
  }
  EXPECT_EQ(orders.size(), 6u);
  EXPECT_TRUE(exhaustive.complete());
}

}  // namespace
}  // namespace racekit::schedule
