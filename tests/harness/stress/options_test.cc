#include "harness/options.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::vector<std::string>& environment,
                    const std::vector<std::string>& flags = {}) {
  const absl::StatusOr<Options> options = ParseOptions(environment, flags);
  return options.ok() ? "no error" : std::string(options.status().message());
}

TEST(OptionsTest, NothingAskedForChangesNothing) {
  const absl::StatusOr<Options> options = ParseOptions({"HOME=/", "X=1"}, {});
  ASSERT_TRUE(options.ok());
  StressOptions code;
  code.runs = 17;
  code.seed = 3;
  const StressOptions applied = options->ApplyTo(code);
  EXPECT_EQ(applied.runs, 17);
  EXPECT_EQ(applied.seed, 3u);
  EXPECT_EQ(applied.time, code.time);
}

TEST(OptionsTest, VariableOverridesCodeAndFlagOverridesVariable) {
  const absl::StatusOr<Options> options =
      ParseOptions({"RACEKIT_RUNS=100", "RACEKIT_SEED=0x10", "RACEKIT_TIME=2s"},
                   {"--racekit_runs=1000"});
  ASSERT_TRUE(options.ok()) << options.status();
  StressOptions code;
  code.runs = 10;
  const StressOptions applied = options->ApplyTo(code);
  EXPECT_EQ(applied.runs, 1000);
  EXPECT_EQ(applied.seed, 16u);
  EXPECT_EQ(applied.time, absl::Seconds(2));
}

TEST(OptionsTest, RunsAloneLiftTheLimitOfTime) {
  EXPECT_EQ(ParseOptions({"RACEKIT_RUNS=5"}, {})->ApplyTo(StressOptions()).time,
            absl::InfiniteDuration());
  const StressOptions timed =
      ParseOptions({"RACEKIT_TIME=5s"}, {})->ApplyTo(StressOptions());
  EXPECT_EQ(timed.runs, 0);
  EXPECT_EQ(timed.time, absl::Seconds(5));
}

TEST(OptionsTest, EveryValueIsRead) {
  const absl::StatusOr<Options> options = ParseOptions(
      {"RACEKIT_RUN_TIMEOUT=1m", "RACEKIT_INJECT=0", "RACEKIT_COMPARE=1",
       "RACEKIT_ISOLATION=none", "RACEKIT_STOP_AT_FIRST=true",
       "RACEKIT_VERBOSE=1", "RACEKIT_DEPS_DIR=/x", "RACEKIT_CC=clang",
       "RACEKIT_CXX=clang++"},
      {});
  ASSERT_TRUE(options.ok()) << options.status();
  const StressOptions applied = options->ApplyTo(StressOptions());
  EXPECT_EQ(applied.run_timeout, absl::Minutes(1));
  EXPECT_FALSE(applied.inject);
  EXPECT_TRUE(applied.compare_without_injection);
  EXPECT_EQ(applied.isolation, Isolation::kNone);
  EXPECT_TRUE(applied.stop_at_first);
  EXPECT_TRUE(options->verbose.value_or(false));
  EXPECT_EQ(options->others.find("deps_dir")->second, "/x");
}

// "rk1:AOHw" is the schedule of an execution without a choice.
TEST(OptionsTest, EveryValueForExploreIsRead) {
  const absl::StatusOr<Options> options = ParseOptions(
      {"RACEKIT_STRATEGY=pct", "RACEKIT_PCT_DEPTH=5", "RACEKIT_MAX_STEPS=77",
       "RACEKIT_THREADS=os", "RACEKIT_SEED=9", "RACEKIT_REPLAY=rk1:AOHw"},
      {"--racekit_preemption_bound=2", "--racekit_executions=12"});
  ASSERT_TRUE(options.ok()) << options.status();
  const ExploreOptions applied = options->ApplyTo(ExploreOptions());
  EXPECT_EQ(applied.strategy, ExploreStrategy::kPct);
  EXPECT_EQ(applied.pct_depth, 5);
  EXPECT_EQ(applied.preemption_bound, 2);
  EXPECT_EQ(applied.max_steps, 77);
  EXPECT_EQ(applied.threads, ControlledThreads::kReal);
  EXPECT_EQ(applied.seed, 9u);
  EXPECT_EQ(applied.executions, 12);
  EXPECT_EQ(applied.time, absl::InfiniteDuration());
  EXPECT_EQ(applied.replay, "rk1:AOHw");
}

TEST(OptionsTest, SizesOfStacks) {
  const auto stack = [](const char* flag) {
    const absl::StatusOr<Options> options = ParseOptions({}, {flag});
    return options.ok() ? options->ApplyTo(ExploreOptions()).stack_bytes : -1;
  };
  EXPECT_EQ(stack("--racekit_stack_size=64K"), 64 << 10);
  EXPECT_EQ(stack("--racekit_stack_size=32M"), 32 << 20);
  EXPECT_EQ(stack("--racekit_stack_size=1G"), 1 << 30);
  EXPECT_EQ(stack("--racekit_stack_size=100000"), 100000);
  for (const char* bad : {"=63K", "=2G", "=1025M", "=", "=M", "=-8M", "=8m",
                          "=9999999999999999999G"}) {
    EXPECT_EQ(stack((std::string("--racekit_stack_size") + bad).c_str()), -1)
        << bad;
  }
}

TEST(OptionsTest, AProcessForEachExecutionIsForExplore) {
  const absl::StatusOr<Options> options =
      ParseOptions({"RACEKIT_ISOLATION=fork"}, {});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->ApplyTo(ExploreOptions()).isolation, Isolation::kFork);
  EXPECT_EQ(options->ApplyTo(StressOptions()).isolation, Isolation::kChild);
}

TEST(OptionsTest, ExhaustiveSearchHasNoLimitUnlessOneIsSet) {
  const ExploreOptions all = ParseOptions({"RACEKIT_STRATEGY=exhaustive"}, {})
                                 ->ApplyTo(ExploreOptions());
  EXPECT_EQ(all.executions, 0);
  EXPECT_EQ(all.time, absl::InfiniteDuration());
  const ExploreOptions some =
      ParseOptions({"RACEKIT_STRATEGY=exhaustive", "RACEKIT_EXECUTIONS=10"}, {})
          ->ApplyTo(ExploreOptions());
  EXPECT_EQ(some.executions, 10);
}

TEST(OptionsTest, RunsAreExecutionsUnlessThoseAreSet) {
  EXPECT_EQ(ParseOptions({"RACEKIT_RUNS=5"}, {})
                ->ApplyTo(ExploreOptions())
                .executions,
            5);
  EXPECT_EQ(ParseOptions({"RACEKIT_RUNS=5", "RACEKIT_EXECUTIONS=6"}, {})
                ->ApplyTo(ExploreOptions())
                .executions,
            6);
}

TEST(OptionsTest, UnknownNameIsAnErrorThatListsTheRightOnes) {
  EXPECT_THAT(ErrorOf({"RACEKIT_RUSN=5"}),
              AllOf(HasSubstr("unknown option RACEKIT_RUSN"),
                    HasSubstr("did you mean RACEKIT_RUNS?"),
                    HasSubstr("RACEKIT_RUN_TIMEOUT")));
  EXPECT_THAT(ErrorOf({}, {"--racekit_sede=5"}),
              AllOf(HasSubstr("unknown option --racekit_sede"),
                    HasSubstr("did you mean --racekit_seed?")));
  EXPECT_THAT(ErrorOf({"RACEKIT_WHATEVER_IT_IS=5"}),
              AllOf(HasSubstr("unknown option RACEKIT_WHATEVER_IT_IS"),
                    Not(HasSubstr("did you mean"))));
}

TEST(OptionsTest, BadValueIsAnErrorThatSaysWhatIsRight) {
  EXPECT_EQ(ErrorOf({"RACEKIT_RUNS=many"}),
            "RACEKIT_RUNS=many: the value must be N");
  EXPECT_EQ(ErrorOf({"RACEKIT_RUNS=-1"}),
            "RACEKIT_RUNS=-1: the value must be N");
  EXPECT_THAT(ErrorOf({"RACEKIT_TIME=5"}), HasSubstr("DURATION, as 500ms"));
  EXPECT_THAT(ErrorOf({"RACEKIT_TIME=-5s"}), HasSubstr("DURATION"));
  EXPECT_THAT(ErrorOf({"RACEKIT_ISOLATION=maybe"}), HasSubstr("child|none"));
  EXPECT_THAT(ErrorOf({"RACEKIT_INJECT=perhaps"}), HasSubstr("0|1"));
  EXPECT_THAT(ErrorOf({"RACEKIT_SEED="}), HasSubstr("N or 0xN"));
  EXPECT_THAT(ErrorOf({}, {"--racekit_runs"}), HasSubstr("needs a value"));
  EXPECT_THAT(ErrorOf({"RACEKIT_RUNS=0"}), HasSubstr("RACEKIT_TIME"));
  EXPECT_THAT(ErrorOf({"RACEKIT_EXECUTIONS=0"}), HasSubstr("RACEKIT_TIME"));
  EXPECT_THAT(ErrorOf({"RACEKIT_STRATEGY=best"}),
              HasSubstr("portfolio|random|pct|pos|surw|uniform|exhaustive"));
  EXPECT_THAT(ErrorOf({"RACEKIT_PCT_DEPTH=0"}), HasSubstr("1 to 8"));
  EXPECT_THAT(ErrorOf({"RACEKIT_PCT_DEPTH=9"}), HasSubstr("1 to 8"));
  EXPECT_THAT(ErrorOf({"RACEKIT_PREEMPTION_BOUND=-2"}), HasSubstr("N or none"));
  EXPECT_THAT(ErrorOf({"RACEKIT_MAX_STEPS=0"}), HasSubstr("1 or more"));
  EXPECT_THAT(ErrorOf({"RACEKIT_THREADS=1"}), HasSubstr("fibers|os"));
  EXPECT_THAT(ErrorOf({"RACEKIT_REPLAY=rk2:AA"}),
              AllOf(HasSubstr("RACEKIT_REPLAY=rk2:AA"), HasSubstr("position 2"),
                    HasSubstr("expected 'rk1:'")));
}

TEST(OptionsTest, VariablesWithoutAFlagHaveNone) {
  EXPECT_THAT(ErrorOf({}, {"--racekit_deps_dir=/x"}),
              HasSubstr("unknown option"));
}

TEST(OptionsTest, HelpNamesEveryOption) {
  const std::string help = OptionsHelp();
  for (const OptionInfo& info : AllOptions()) {
    EXPECT_THAT(help, HasSubstr(std::string(info.help)));
  }
  EXPECT_THAT(help, HasSubstr("--racekit_run_timeout, RACEKIT_RUN_TIMEOUT"));
}

}  // namespace
}  // namespace racekit
