// ThreadSanitizer and Abseil's mutex: what Abseil does beneath it is no race,
// and what a user's code does beneath Abseil is.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ChildRun RunFiltered(const std::string& filter) {
  return RunChild(RunfileCommand("tests/harness/tsan/absl_mutex_tsan",
                                 {absl::StrCat("--gtest_filter=", filter)}));
}

class UsersRace : public ::testing::TestWithParam<const char*> {};

TEST_P(UsersRace, IsReported) {
  const ChildRun run = RunFiltered(absl::StrCat("Race.", GetParam()));
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output,
              AllOf(HasSubstr("DATA-RACE"), HasSubstr("unprotected")));
}

INSTANTIATE_TEST_SUITE_P(All, UsersRace,
                         ::testing::Values("InAConditionOfLockWhen",
                                           "InAConditionOfAwait",
                                           "InTheFunctionOfCallOnce",
                                           "OnALineThatLocks"));

class CorrectTwin : public ::testing::TestWithParam<const char*> {};

// In processes of their own, since Abseil makes some things once.
TEST_P(CorrectTwin, IsSilentInProcessAfterProcess) {
  for (int i = 0; i < 5; ++i) {
    const ChildRun run = RunFiltered(absl::StrCat("Twin.", GetParam()));
    ASSERT_EQ(run.status.code, 0) << run.ToString();
    EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 1 test."));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, CorrectTwin,
    ::testing::Values("AThreadAwaitsAConditionThatAnotherMakesTrue",
                      "AThreadWaitsForACondVarThatAnotherSignals",
                      "ManyThreadsCrowdAtOneLock"));

}  // namespace
}  // namespace racekit
