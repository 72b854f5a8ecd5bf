// What becomes of a runner that does its work, and of one that does not.

#include "harness/cli/hunt/run_item.h"

#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/harness/cli/hunt/hunt_test_util.h"

namespace racekit::cli {
namespace {

using scenarios::Either;
using scenarios::Found;
using scenarios::Silent;
using ::testing::HasSubstr;
using Verdict = ItemResult::Verdict;

ItemResult RunFake(const std::string& variant,
                   const scenarios::Expectation& expectation,
                   const RunnerLimits& limits = {}) {
  const std::vector<scenarios::Scenario> all = {FakeScenario(
      "fake/scenario", {FakeVariant(variant, true, expectation, Silent())})};
  return RunItem(MustPlan(all)[0], FakeRunner(), limits);
}

TEST(RunItem, HoldsTheReportAgainstTheExpectation) {
  EXPECT_EQ(RunFake("racy", Found({"lost-update"})).verdict,
            Verdict::kAsExpected);
  EXPECT_EQ(RunFake("racy", Found({"data-race", "lost-update"})).verdict,
            Verdict::kAsExpected);
  EXPECT_EQ(RunFake("racy", Found({"data-race"})).verdict,
            Verdict::kNotAsExpected);
  EXPECT_EQ(RunFake("racy", Silent()).verdict, Verdict::kNotAsExpected);
  EXPECT_EQ(RunFake("racy", Either()).verdict, Verdict::kAsExpected);
  EXPECT_EQ(RunFake("silent", Silent()).verdict, Verdict::kAsExpected);
  EXPECT_EQ(RunFake("silent", Either()).verdict, Verdict::kAsExpected);
  EXPECT_EQ(RunFake("silent", Found({"lost-update"})).verdict,
            Verdict::kNotAsExpected);
}

TEST(RunItem, KeepsTheReport) {
  const ItemResult result = RunFake("racy", Silent());
  EXPECT_EQ(result.report.injected.runs, 100);
  EXPECT_EQ(result.report.injected.failures, 97);
  ASSERT_TRUE(result.report.plain.has_value());
  EXPECT_EQ(result.report.plain->failures, 2);
  EXPECT_EQ(result.error, "");
}

// A broken runner must never pass for one that found nothing.
std::string Breakage(const std::string& variant,
                     const RunnerLimits& limits = {}) {
  const ItemResult result = RunFake(variant, Silent(), limits);
  EXPECT_EQ(result.verdict, Verdict::kBroken) << variant;
  return result.error;
}

TEST(RunItem, TellsOfACrash) {
  EXPECT_THAT(Breakage("crash"),
              testing::MatchesRegex("the runner failed \\(killed by SIGSEGV"
                                    ".*; it said: about to crash"));
}

TEST(RunItem, TellsOfAFailureAndItsWords) {
  EXPECT_EQ(Breakage("fails"),
            "the runner failed (exit code 2); it said: no such scenario");
}

TEST(RunItem, TellsOfOutputThatIsNoReport) {
  for (const char* variant : {"garbage", "half-a-report", "no-output"}) {
    EXPECT_THAT(Breakage(variant), HasSubstr("report cannot be read"))
        << variant;
  }
}

TEST(RunItem, TellsOfAHang) {
  RunnerLimits limits;
  limits.timeout = absl::Milliseconds(100);
  limits.grace = absl::Milliseconds(10);
  EXPECT_THAT(Breakage("hang", limits),
              HasSubstr("the runner did not end within 100ms"));
}

TEST(RunItem, TellsOfAFlood) {
  RunnerLimits limits;
  limits.output = 100'000;
  EXPECT_THAT(Breakage("flood", limits),
              HasSubstr("flooded its output and was stopped after 100000"));
}

TEST(RunItem, TellsOfARunnerThatIsNotThere) {
  const std::vector<scenarios::Scenario> all = {FakeScenario(
      "fake/scenario", {FakeVariant("racy", true, Silent(), Silent())})};
  const ItemResult result = RunItem(MustPlan(all)[0], "/no/such/runner");
  EXPECT_EQ(result.verdict, Verdict::kBroken);
  EXPECT_THAT(result.error, HasSubstr("/no/such/runner"));
}

}  // namespace
}  // namespace racekit::cli
