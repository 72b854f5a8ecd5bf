// A strategy that is told of an execution afterwards knows what it would know
// had it made the choices.

#include "harness/schedule/retelling.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "harness/schedule/exhaustive.h"
#include "harness/schedule/portfolio.h"
#include "tests/harness/schedule/script.h"

namespace racekit::schedule {
namespace {

Script Work() { return Script().Writes(1, 5).Writes(1, 4).Writes(2, 3); }

class EveryMix : public ::testing::TestWithParam<Portfolio::Mix> {};

// Two copies of a strategy take turns at executing, as a child and its parent:
// each is told of the other's. A third executes everything itself.
TEST_P(EveryMix, KnowsWhatItWasTold) {
  Portfolio first(5, GetParam());
  Portfolio second(5, GetParam());
  Portfolio alone(5, GetParam());
  Retelling log;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Portfolio& executing = i % 3 == 0 ? first : second;
    Portfolio& told = i % 3 == 0 ? second : first;
    ASSERT_TRUE(executing.BeginExecution(i));
    ASSERT_TRUE(told.BeginExecution(i));
    log.Follow(&executing);
    const auto order = RunScript(Work(), log, i);
    ASSERT_TRUE(log.Retell(&told)) << i;
    ASSERT_EQ(order, RunScript(Work(), alone, i)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryMix,
    ::testing::Values(Portfolio::Mix::kDefault, Portfolio::Mix::kRandomWalk,
                      Portfolio::Mix::kPct, Portfolio::Mix::kPos,
                      Portfolio::Mix::kSurw, Portfolio::Mix::kUniform));

TEST(Retelling, AnExhaustiveSearchGoesOnWhereItWasToldThatItIs) {
  Exhaustive executing{Exhaustive::Options{}};
  Exhaustive told{Exhaustive::Options{}};
  Retelling log;
  const Script script = Script().Writes(1, 2).Writes(1, 2);
  std::uint64_t executions = 0;
  while (executing.BeginExecution(executions)) {
    ASSERT_TRUE(told.BeginExecution(executions));
    log.Follow(&executing);
    RunScript(script, log, executions);
    ASSERT_TRUE(log.Retell(&told));
    ++executions;
  }
  EXPECT_FALSE(told.BeginExecution(executions));
  EXPECT_TRUE(told.complete());
  EXPECT_GT(executions, 1u);
}

TEST(Retelling, WhoChoosesOtherwiseIsNotTheSameStrategy) {
  Portfolio executing(5, Portfolio::Mix::kRandomWalk);
  Portfolio other(6, Portfolio::Mix::kRandomWalk);
  Retelling log;
  bool same = true;
  for (std::uint64_t i = 0; i < 10 && same; ++i) {
    ASSERT_TRUE(executing.BeginExecution(i));
    ASSERT_TRUE(other.BeginExecution(i));
    log.Follow(&executing);
    RunScript(Work(), log, i);
    same = log.Retell(&other);
  }
  EXPECT_FALSE(same);
}

}  // namespace
}  // namespace racekit::schedule
