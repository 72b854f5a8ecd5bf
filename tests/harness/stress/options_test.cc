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
  EXPECT_EQ(ParseOptions({"RACEKIT_RUNS=5"}, {})->ApplyTo({}).time,
            absl::InfiniteDuration());
  const StressOptions timed =
      ParseOptions({"RACEKIT_TIME=5s"}, {})->ApplyTo({});
  EXPECT_EQ(timed.runs, 0);
  EXPECT_EQ(timed.time, absl::Seconds(5));
}

TEST(OptionsTest, EveryValueIsRead) {
  const absl::StatusOr<Options> options = ParseOptions(
      {"RACEKIT_RUN_TIMEOUT=1m", "RACEKIT_INJECT=0", "RACEKIT_COMPARE=1",
       "RACEKIT_ISOLATION=none", "RACEKIT_STOP_AT_FIRST=true",
       "RACEKIT_VERBOSE=1", "RACEKIT_REPLAY=rk1:AQ", "RACEKIT_DEPS_DIR=/x"},
      {});
  ASSERT_TRUE(options.ok()) << options.status();
  const StressOptions applied = options->ApplyTo({});
  EXPECT_EQ(applied.run_timeout, absl::Minutes(1));
  EXPECT_FALSE(applied.inject);
  EXPECT_TRUE(applied.compare_without_injection);
  EXPECT_EQ(applied.isolation, Isolation::kNone);
  EXPECT_TRUE(applied.stop_at_first);
  EXPECT_TRUE(options->verbose.value_or(false));
  EXPECT_EQ(options->others.find("replay")->second, "rk1:AQ");
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
