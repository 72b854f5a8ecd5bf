// What a failing race test looks like from outside: exit status, and every
// word.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"
#include "tests/golden.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "tests/harness/stress/must_fail_stress";

ChildRun RunMustFail(std::vector<std::string> args) {
  args.push_back("--racekit_runs=3");
  args.push_back("--racekit_run_timeout=500ms");
  return RunChild(RunfileCommand(kBinary, args));
}

// What racekit itself says, without lines of stacks: those depend on compiler
// and libc.
std::string Words(const ChildRun& run) {
  constexpr char kBegin[] = "\nFailed\n";
  const std::size_t begin = run.output.find(kBegin);
  const std::size_t end = run.output.find("[  FAILED  ]");
  if (begin == std::string::npos || end == std::string::npos) {
    return "no report in: " + run.ToString();
  }
  return Normalize(
      run.output.substr(begin + sizeof(kBegin) - 1, end - begin - 8),
      {{"\n      [^\n]*", ""}});
}

TEST(MustFailTest, EveryKindOfFailureIsToldAndTheRestStillRuns) {
  const ChildRun run = RunMustFail({});
  EXPECT_EQ(run.status.code, 1);
  for (const char* words :
       {"[  FAILED  ] MustFail.AssertionOnAThread",
        "[  FAILED  ] MustFail.FatalFailureEndsTheBody",
        "[  FAILED  ] MustFail.NoThread", "[  FAILED  ] MustFail.Abort",
        "[  FAILED  ] MustFail.ExceptionOnTheBodysThread",
        "[  FAILED  ] MustFail.ExceptionOnAThread",
        "[  FAILED  ] MustFail.Exit", "[  FAILED  ] MustFail.Hang",
        "[  FAILED  ] MustFail.LeakedThread",
        "[       OK ] MustFail.ThatOthersFailedDoesNotMatterHere",
        "[       OK ] MustFail.PlainTestOnlyFailsByItself", "9 FAILED TESTS",
        "tests/harness/stress/must_fail.cc:17: Failure"}) {
    EXPECT_THAT(run.output, HasSubstr(words));
  }
  EXPECT_THAT(run.output, Not(HasSubstr("not reached")));
}

class MustFailGoldenTest : public testing::TestWithParam<const char*> {};

TEST_P(MustFailGoldenTest, SaysWhatItFound) {
  const std::string name = GetParam();
  const ChildRun run = RunMustFail({"--gtest_filter=MustFail." + name});
  EXPECT_EQ(run.status.code, 1);
  EXPECT_TRUE(MatchesGolden(
      Words(run), "tests/harness/stress/testdata/" + name + ".golden"));
}

INSTANTIATE_TEST_SUITE_P(Kinds, MustFailGoldenTest,
                         testing::Values("AssertionOnAThread", "NoThread",
                                         "Abort", "ExceptionOnTheBodysThread",
                                         "ExceptionOnAThread", "Exit", "Hang",
                                         "LeakedThread"),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

TEST(MustFailTest, SummaryInXml) {
  const std::string xml = testing::TempDir() + "/must_fail.xml";
  RunMustFail({"--gtest_filter=*Abort", "--gtest_output=xml:" + xml});
  std::ostringstream text;
  text << std::ifstream(xml).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("failures=\"1\""));
  EXPECT_THAT(text.str(), HasSubstr("racekit_seed"));
  EXPECT_THAT(text.str(), HasSubstr("racekit_executions"));
  EXPECT_THAT(text.str(), HasSubstr("racekit_findings"));
}

TEST(MustFailTest, UnknownOptionIsAnErrorOfItsOwn) {
  const ChildRun flag = RunChild(RunfileCommand(kBinary, {"--racekit_rnus=5"}));
  EXPECT_EQ(flag.status.code, 2);
  EXPECT_THAT(flag.error, HasSubstr("did you mean --racekit_runs?"));

  Command command = RunfileCommand(kBinary);
  command.env["RACEKIT_SEDE"] = "5";
  const ChildRun variable = RunChild(command);
  EXPECT_EQ(variable.status.code, 2);
  EXPECT_THAT(variable.error, HasSubstr("did you mean RACEKIT_SEED?"));
  EXPECT_THAT(variable.output, Not(HasSubstr("RUN")));
}

TEST(MustFailTest, HelpListsTheOptions) {
  const ChildRun run = RunChild(RunfileCommand(kBinary, {"--racekit_help"}));
  EXPECT_EQ(run.status.code, 0);
  EXPECT_TRUE(
      MatchesGolden(run.output, "tests/harness/stress/testdata/help.golden"));
}

}  // namespace
}  // namespace racekit
