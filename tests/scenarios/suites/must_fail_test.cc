// A suite fails a type that does not do what it asks for, and fails it in the
// right cases.

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

struct Bad {
  std::string type;                // "CounterSuite/0"
  std::vector<std::string> fails;  // cases that the type must fail
  std::vector<std::string> holds;  // and that it must not: for all that is
                                   // wrong with it, this is right

  friend std::ostream& operator<<(std::ostream& out, const Bad& bad) {
    return out << bad.type;
  }
};

// "CounterSuite/0" becomes "CounterSuite_0".
std::string Name(const ::testing::TestParamInfo<Bad>& info) {
  std::string name = info.param.type;
  for (char& c : name) {
    if (c == '/') c = '_';
  }
  return name;
}

class SuiteTest : public ::testing::TestWithParam<Bad> {};

TEST_P(SuiteTest, FailsWhatIsBad) {
  const Bad& bad = GetParam();
  const ChildRun run = RunChild(
      RunfileCommand("tests/scenarios/suites/must_fail_stress",
                     {"--gtest_filter=Bad/" + bad.type + ".*",
                      "--racekit_runs=500", "--racekit_time=20s",
                      "--racekit_run_timeout=1s", "--racekit_stop_at_first=1"}),
      absl::Minutes(4));
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  for (const std::string& name : bad.fails) {
    EXPECT_THAT(run.output,
                HasSubstr("[  FAILED  ] Bad/" + bad.type + "." + name));
  }
  for (const std::string& name : bad.holds) {
    EXPECT_THAT(run.output,
                HasSubstr("[       OK ] Bad/" + bad.type + "." + name));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Suites, SuiteTest,
    ::testing::Values(
        Bad{"AccountSuite/0",
            {"DepositAndWithdrawBothCount", "ManyTransactionsAddUp",
             "IsNeverOverdrawn"},
            {"DepositAddsAndWithdrawTakes", "RefusesToOverdraw",
             "BalanceIsWholeAtAnyTime"}},
        Bad{"CounterSuite/0",
            {"EveryIncrementCounts", "NeverRunsBackwards"},
            {"StartsAtZero", "CountsInOneThread"}},
        Bad{"LazySuite/0",
            {"IsMadeOnce", "AllGetTheSame"},
            {"IsMadeAtFirstUse", "AllGetItComplete"}},
        Bad{"LineSinkSuite/0",
            {"LinesOfThreadsStayWhole"},
            {"KeepsTheLinesOfOneThread"}},
        Bad{"MutexSuite/0", {"ExcludesOthers"}, {"LocksAgainAfterUnlock"}},
        Bad{"BlockingQueueSuite/0",
            {"GivesWhatIsLeftWhenClosed", "EveryItemArrivesOnce",
             "PutWaitsWhileFull", "WhatWasAcceptedIsGot"},
            {"FirstInFirstOut"}},
        Bad{"BlockingQueueSuite/1",
            {"CloseEndsTheWaitOfGet", "CloseEndsTheWaitOfPut"},
            {"FirstInFirstOut", "GivesWhatIsLeftWhenClosed",
             "RefusesWhenClosed", "ItemsOfAProducerStayInOrder",
             "GetSeesWhatWasWrittenBeforePut", "PutWaitsWhileFull"}},
        Bad{"StackSuite/0",
            {"EveryItemIsPoppedOnce", "AnItemIsOneThreadsAtATime"},
            {"LastInFirstOut", "GivesNothingWhenEmpty"}},
        Bad{"ThreadPoolSuite/0",
            {"DoesWhatItIsGiven", "EveryAcceptedTaskIsDoneOnce"},
            {"RefusesAfterStop", "EndsWithoutATask"}},
        Bad{"ThreadPoolSuite/1",
            {"EveryAcceptedTaskIsDoneOnce"},
            {"DoesWhatItIsGiven", "RefusesAfterStop", "EndsWithoutATask",
             "StopSeesWhatTasksWrote"}},
        Bad{"ThreadPoolSuite/2", {"EndsWithoutATask"}, {}},
        Bad{"RefCountSuite/0",
            {"EndsOnceWhateverThreadsDo", "LastOfThreadsEndsIt"},
            {"EndsWithTheLastHandle"}}),
    Name);

}  // namespace
}  // namespace racekit
