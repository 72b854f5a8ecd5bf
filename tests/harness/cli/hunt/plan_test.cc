#include "harness/cli/hunt/plan.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/harness/cli/hunt/hunt_test_util.h"

namespace racekit::cli {
namespace {

using scenarios::Found;
using scenarios::Silent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<scenarios::Scenario> Scenarios() {
  const auto racy = FakeVariant("racy", true, Found({"lost-update"}), Silent());
  const auto fixed = FakeVariant("mutex", false, Silent(), Silent());
  return {FakeScenario("counter/unlocked", {racy, fixed}),
          FakeScenario("bank/transfer", {racy}),
          FakeScenario("bank/loan", {racy, fixed})};
}

std::vector<std::string> Names(const std::vector<HuntItem>& plan) {
  std::vector<std::string> names;
  for (const HuntItem& item : plan) {
    names.push_back(item.scenario->name + " " + item.variant->name + " " +
                    item.build->name);
  }
  return names;
}

std::string PlanError(const HuntOptions& options) {
  const auto all = Scenarios();
  const auto plan = MakePlan(options, all, FakeBuilds());
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(plan.status().message());
}

TEST(MakePlan, TakesEverythingInOrder) {
  const auto all = Scenarios();
  EXPECT_THAT(
      Names(MustPlan(all)),
      ElementsAre("counter/unlocked racy stress", "counter/unlocked racy tsan",
                  "counter/unlocked mutex stress",
                  "counter/unlocked mutex tsan", "bank/transfer racy stress",
                  "bank/transfer racy tsan", "bank/loan racy stress",
                  "bank/loan racy tsan", "bank/loan mutex stress",
                  "bank/loan mutex tsan"));
}

TEST(MakePlan, ChoosesByGlobFamilyVariantAndBuild) {
  const auto all = Scenarios();
  HuntOptions options;
  options.scenarios = {"bank"};
  options.variants = {"m*"};
  EXPECT_THAT(Names(MustPlan(all, options)),
              ElementsAre("bank/loan mutex stress", "bank/loan mutex tsan"));
  options.scenarios = {"*/unlocked", "bank/loan"};
  options.variants = {};
  options.builds = {"tsan"};
  EXPECT_THAT(
      Names(MustPlan(all, options)),
      ElementsAre("counter/unlocked racy tsan", "counter/unlocked mutex tsan",
                  "bank/loan racy tsan", "bank/loan mutex tsan"));
}

TEST(MakePlan, NamesAnUnknownScenarioAndTheNearOnes) {
  HuntOptions options;
  options.scenarios = {"bank", "bank/transfre"};
  const std::string error = PlanError(options);
  EXPECT_THAT(error, HasSubstr("there is no 'bank/transfre'; did you mean "
                               "'bank/transfer'?"));
  EXPECT_THAT(error, HasSubstr("--list"));
}

TEST(MakePlan, NamesAnUnknownVariantAndTheRightOnes) {
  HuntOptions options;
  options.scenarios = {"bank/transfer"};
  options.variants = {"mutex"};  // which others have
  EXPECT_THAT(PlanError(options), HasSubstr("--variant=mutex: there is no"));
  EXPECT_THAT(PlanError(options), HasSubstr("chosen have: racy"));
}

TEST(MakePlan, NamesAnUnknownBuildAndTheRightOnes) {
  HuntOptions options;
  options.builds = {"valgrind"};
  EXPECT_THAT(PlanError(options), HasSubstr("There are: stress tsan"));
}

TEST(MakePlan, ComparesRacyVariantsWhereTheBuildDoes) {
  const auto all = Scenarios();
  for (const HuntItem& item : MustPlan(all)) {
    EXPECT_EQ(item.budget.compare,
              item.variant->racy && item.build->name == "stress");
    EXPECT_EQ(item.compared,
              item.budget.compare && item.scenario->name == "counter/unlocked");
  }
}

TEST(MakePlan, GivenRunsOrTimeAreTheOnlyLimit) {
  const auto all = Scenarios();
  HuntOptions options;
  EXPECT_GT(MustPlan(all, options)[0].budget.patience, absl::Seconds(1));
  options.runs = 1000;
  EXPECT_EQ(MustPlan(all, options)[0].budget.patience, absl::ZeroDuration());
  EXPECT_EQ(MustPlan(all, options)[0].budget.runs, 1000);
  EXPECT_EQ(MustPlan(all, options)[0].budget.time, absl::InfiniteDuration());
  options.runs.reset();
  options.time = absl::Seconds(5);
  EXPECT_GT(MustPlan(all, options)[0].budget.runs, 1'000'000'000);
  EXPECT_EQ(MustPlan(all, options)[0].budget.time, absl::Seconds(5));
  EXPECT_EQ(MustPlan(all, options)[0].budget.patience, absl::ZeroDuration());
}

}  // namespace
}  // namespace racekit::cli
