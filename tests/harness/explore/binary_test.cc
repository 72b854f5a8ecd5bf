// An x_explore binary from outside: GoogleTest's flags, options, exit statuses,
// and that a run can be had again.

#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ChildRun RunSubject(std::vector<std::string> args) {
  return RunChild(
      RunfileCommand("tests/harness/explore/subject_explore", std::move(args)));
}

// Without what two runs of one seed may differ in: how long they took.
std::string Timeless(const std::string& output) {
  return std::regex_replace(
      std::regex_replace(output, std::regex(R"(\(\d+ ms( total)?\))"), "(T)"),
      std::regex(R"(\d+\.\d s)"), "T s");
}

std::string Token(const std::string& output) {
  std::smatch match;
  return std::regex_search(output, match, std::regex("rk1:[A-Za-z0-9_-]+"))
             ? match.str()
             : "none";
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Binary, FailsForWhatFailsAndPassesTheRest) {
  const ChildRun run = RunSubject({});
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.output, HasSubstr("[  FAILED  ] Subject.LostUpdate"));
  EXPECT_THAT(run.output, HasSubstr("[       OK ] Subject.Fixed"));
  EXPECT_THAT(run.output, HasSubstr("[  FAILED  ] Subject.WithoutThreads"));
  EXPECT_THAT(run.output, HasSubstr("the body created no thread"));
  EXPECT_THAT(run.output, HasSubstr("[  SKIPPED ] Subject.Skipped"));
  EXPECT_THAT(run.output, HasSubstr("[       OK ] Few/Parameterised."
                                    "RunsAsManyThreads/1"));
  EXPECT_THAT(run.output, HasSubstr("2 FAILED TESTS"));
}

TEST(Binary, SaysWhatItExploredOnSuccessToo) {
  const ChildRun run =
      RunSubject({"--gtest_filter=Subject.Fixed", "--racekit_executions=50"});
  EXPECT_EQ(run.status.code, 0);
  EXPECT_THAT(run.output, testing::ContainsRegex(
                              "racekit: OK  50 executions, [0-9]+ distinct, "
                              "deepest [0-9]+ preemptions"));
}

TEST(Binary, AFixtureLivesAsLongAsAnExecution) {
  const ChildRun run =
      RunSubject({"--gtest_filter=Fixture.*", "--racekit_executions=40"});
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  std::smatch match;
  ASSERT_TRUE(std::regex_search(
      run.output, match,
      std::regex(R"(fixture: (\d+) made, (\d+) set up, (\d+) torn down, (\d+) )"
                 R"(destroyed)")));
  // And a few more than 40, since some executions are repeated to compare.
  EXPECT_GE(std::stoi(match[1]), 40);
  EXPECT_LT(std::stoi(match[1]), 60);
  for (int i = 2; i <= 4; ++i) EXPECT_EQ(match[i], match[1]);
}

TEST(Binary, FilterRepeatAndShuffleBehave) {
  const ChildRun run =
      RunSubject({"--gtest_filter=Subject.Fixed:Fixture.*", "--gtest_repeat=3",
                  "--gtest_shuffle", "--racekit_executions=20"});
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_EQ(Count(run.output, "[       OK ] Subject.Fixed"), 3);
  EXPECT_EQ(Count(run.output, "[       OK ] Fixture.BelongsToEachExecution"),
            3);
  EXPECT_THAT(run.output, Not(HasSubstr("LostUpdate")));
}

TEST(Binary, TheXmlHasWhatWasExplored) {
  const std::string path = testing::TempDir() + "/subject.xml";
  RunSubject({"--gtest_filter=Subject.LostUpdate", "--gtest_output=xml:" + path,
              "--racekit_seed=5", "--racekit_executions=30"});
  std::ifstream file(path);
  const std::string xml{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(xml, HasSubstr("failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("name=\"racekit_seed\" value=\"5\""));
  EXPECT_THAT(xml, HasSubstr("name=\"racekit_executions\" value=\"30\""));
}

TEST(Binary, TheSameSeedSaysTheSame) {
  const std::vector<std::string> args = {"--racekit_executions=60"};
  const std::string once = Timeless(RunSubject(args).output);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(Timeless(RunSubject(args).output), once);
  EXPECT_EQ(
      Timeless(RunSubject({"--racekit_executions=60", "--racekit_threads=os"})
                   .output),
      once);
  EXPECT_NE(
      Timeless(
          RunSubject({"--racekit_executions=60", "--racekit_seed=2"}).output),
      once);
}

// Which other tests ran before makes no difference.
TEST(Binary, ATestSaysTheSameAloneAndAmongOthers) {
  const std::string all = RunSubject({"--racekit_executions=60"}).output;
  const std::string alone = RunSubject({"--racekit_executions=60",
                                        "--gtest_filter=Subject.LostUpdate"})
                                .output;
  EXPECT_THAT(Token(all), testing::StartsWith("rk1:"));
  EXPECT_EQ(Token(alone), Token(all));
}

TEST(Binary, ReplaysATokenInAnotherProcess) {
  const std::string token =
      Token(RunSubject({"--gtest_filter=Subject.LostUpdate"}).output);
  for (const char* threads : {"fibers", "os"}) {
    const ChildRun run = RunSubject(
        {"--gtest_filter=Subject.LostUpdate", "--racekit_replay=" + token,
         std::string("--racekit_threads=") + threads});
    EXPECT_EQ(run.status.code, 1);
    EXPECT_THAT(run.output, HasSubstr("1 execution"));
    EXPECT_THAT(run.output, HasSubstr("Which is: 1"));
    EXPECT_THAT(run.output, Not(HasSubstr("DIVERGENCE")));
    EXPECT_EQ(Token(run.output), token);
  }
}

TEST(Binary, ATokenOfAnotherTestIsADeparture) {
  const std::string token =
      Token(RunSubject({"--gtest_filter=Subject.LostUpdate"}).output);
  const ChildRun run = RunSubject(
      {"--gtest_filter=Few/Parameterised*/0", "--racekit_replay=" + token});
  EXPECT_EQ(run.status.code, 1);
  EXPECT_THAT(run.output, HasSubstr("the replay left the recording"));
}

TEST(Binary, WhatIsNoTokenOrNoOptionIsAnError) {
  const ChildRun token = RunSubject({"--racekit_replay=rk1:AOHx"});
  EXPECT_EQ(token.status.code, 2);
  EXPECT_THAT(token.error, HasSubstr("RACEKIT_REPLAY=rk1:AOHx"));
  EXPECT_THAT(token.error, HasSubstr("position"));
  EXPECT_THAT(token.error, HasSubstr("checksum"));
  const ChildRun strategy = RunSubject({"--racekit_strategy=clever"});
  EXPECT_EQ(strategy.status.code, 2);
  EXPECT_THAT(strategy.error, HasSubstr("portfolio|random|pct|pos|surw"));
}

TEST(Binary, ExhaustsASmallSpace) {
  const ChildRun run = RunSubject(
      {"--gtest_filter=Subject.Fixed", "--racekit_strategy=exhaustive"});
  EXPECT_EQ(run.status.code, 0);
  EXPECT_THAT(run.output,
              testing::ContainsRegex("racekit: OK  37 executions, 37 distinct, "
                                     "deepest 4 preemptions: every schedule, "
                                     "[0-9.]+ s\n"));
  const ChildRun bounded = RunSubject({"--gtest_filter=Subject.LostUpdate",
                                       "--racekit_strategy=exhaustive",
                                       "--racekit_preemption_bound=1"});
  EXPECT_EQ(bounded.status.code, 1);
  EXPECT_THAT(bounded.output,
              HasSubstr("every schedule with at most 1 preemption"));
}

}  // namespace
}  // namespace racekit
