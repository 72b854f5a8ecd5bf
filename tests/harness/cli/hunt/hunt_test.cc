// A hunt as a whole, with a runner that is a fake: what it prints, and what it
// tells by its exit code.

#include "harness/cli/hunt/hunt.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/cli/hunt/result_json.h"
#include "harness/cli/hunt/result_text.h"
#include "harness/cli/hunt/run_item.h"
#include "nlohmann/json.hpp"
#include "tests/child_run.h"
#include "tests/golden.h"
#include "tests/harness/cli/hunt/hunt_test_util.h"

namespace racekit::cli {
namespace {

using scenarios::Either;
using scenarios::Found;
using scenarios::Silent;

std::vector<ItemResult> HuntWithFake(const std::vector<HuntItem>& plan,
                                     int jobs = 2) {
  return Hunt(
      plan, jobs,
      [](const HuntItem& item) { return RunItem(item, FakeRunner()); },
      [](const HuntItem&, const ItemResult*) {});
}

std::string AllText(const std::vector<ItemResult>& results) {
  return absl::StrCat(ResultTable(results), "\n", ComparisonTable(results),
                      Complaints(results), "\n",
                      Summary(results, absl::Milliseconds(1234)));
}

std::vector<scenarios::Scenario> GoodScenarios() {
  return {
      FakeScenario("counter/unlocked",
                   {FakeVariant("racy", true, Found({"lost-update"}), Either()),
                    FakeVariant("silent", false, Silent(), Silent())}),
      FakeScenario("bank/deposit-withdraw",
                   {FakeVariant("racy-rarely", true,
                                Found({"lost-update", "atomicity-violation"}),
                                Found({"data-race", "lost-update", "hang"}))}),
      FakeScenario(
          "other/with-a-data-race",
          {FakeVariant("data-race", true, Either(), Found({"data-race"}))}),
  };
}

std::vector<scenarios::Scenario> BadScenarios() {
  return {FakeScenario(
      "bad/all-of-them",
      {FakeVariant("found-but-should-be-silent", false, Silent(), Silent()),
       FakeVariant("silent-but-should-be-found", true, Found({"lost-update"}),
                   Either()),
       FakeVariant("other-kind", true, Found({"data-race"}), Either()),
       FakeVariant("fails", true, Either(), Either()),
       FakeVariant("garbage", true, Silent(), Silent())})};
}

TEST(HuntText, WhenAllIsAsExpected) {
  const auto all = GoodScenarios();
  const auto results = HuntWithFake(MustPlan(all));
  EXPECT_TRUE(MatchesGolden(AllText(results),
                            "tests/harness/cli/hunt/testdata/good.golden"));
  EXPECT_EQ(ExitCodeFor(results), kAsExpected);
}

TEST(HuntText, WhenItIsNot) {
  const auto all = BadScenarios();
  const auto results = HuntWithFake(MustPlan(all));
  // What the JSON library says is its own affair.
  const std::string text = Normalize(
      AllText(results), {{"cannot be read: .*", "cannot be read: ..."}});
  EXPECT_TRUE(
      MatchesGolden(text, "tests/harness/cli/hunt/testdata/bad.golden"));
  EXPECT_EQ(ExitCodeFor(results), kOwnFault);
}

TEST(HuntText, FitsAHundredColumnsWithUsualNames) {
  const auto all = GoodScenarios();
  const auto results = HuntWithFake(MustPlan(all));
  for (std::string_view line : absl::StrSplit(ResultTable(results), '\n')) {
    EXPECT_LE(line.size(), 100u) << line;
  }
}

// Where the order of threads is chosen, what counts is how many executions it
// took.
TEST(HuntText, ExploreSaysWhichExecutionFoundItFirst) {
  using scenarios::Variant;
  std::vector<scenarios::Scenario> all = {FakeScenario(
      "counter/unlocked", {FakeVariant("racy-rarely", true, Either(), Either()),
                           FakeVariant("silent", false, Silent(), Silent())})};
  all[0].variants[0].executions = 42;
  const std::vector<BuildVariant> builds = {
      {"explore", "", &Variant::explore, /*compares=*/false,
       /*reports_once=*/false, /*controlled=*/true, &Variant::executions}};
  const auto plan = MakePlan(HuntOptions(), all, builds);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->front().budget.runs, 42);
  const std::string table = ResultTable(HuntWithFake(*plan));
  EXPECT_THAT(table, ::testing::ContainsRegex(
                         "explore +anything +lost-update +31/200 +first in 3"));
  EXPECT_THAT(
      table, ::testing::ContainsRegex("explore +anything +nothing +0/100 *\n"));
}

TEST(HuntText, ListsScenarios) {
  const auto all = GoodScenarios();
  EXPECT_TRUE(MatchesGolden(ScenarioList(MustPlan(all)),
                            "tests/harness/cli/hunt/testdata/list.golden"));
}

TEST(ExitCodeFor, IsOneWhereSomethingElseWasFound) {
  const auto all = BadScenarios();
  HuntOptions options;
  options.variants = {"other-kind"};
  EXPECT_EQ(ExitCodeFor(HuntWithFake(MustPlan(all, options))), kNotAsExpected);
}

TEST(HuntJson, HoldsWhatTheTableShows) {
  const auto all = BadScenarios();
  const auto json =
      nlohmann::json::parse(ResultsToJson(HuntWithFake(MustPlan(all))));
  EXPECT_EQ(json["version"], kHuntJsonVersion);
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["counts"]["as-expected"], 2);  // two of tsan's
  EXPECT_EQ(json["counts"]["not-as-expected"], 4);
  EXPECT_EQ(json["counts"]["broken"], 4);
  ASSERT_EQ(json["items"].size(), 10u);
  const auto& first = json["items"][0];
  EXPECT_EQ(first["scenario"], "bad/all-of-them");
  EXPECT_EQ(first["variant"], "found-but-should-be-silent");
  EXPECT_EQ(first["build"], "stress");
  EXPECT_EQ(first["verdict"], "not-as-expected");
  EXPECT_EQ(first["expected"]["verdict"], "silent");
  EXPECT_EQ(first["report"]["injected"]["failures"], 97);
  EXPECT_EQ(json["items"][6]["verdict"], "broken");
  EXPECT_EQ(json["items"][6]["error"],
            "the runner failed (exit code 2); it said: no such scenario");
}

TEST(HuntJson, ListsScenarios) {
  const auto all = GoodScenarios();
  const auto json = nlohmann::json::parse(ScenariosToJson(MustPlan(all)));
  ASSERT_EQ(json["scenarios"].size(), 3u);
  EXPECT_EQ(json["scenarios"][0]["variants"][1]["name"], "silent");
  EXPECT_EQ(json["scenarios"][0]["variants"][1]["expected"]["tsan"]["verdict"],
            "silent");
}

TEST(Hunt, RunsComparedItemsFirstAndAlone) {
  const auto all = GoodScenarios();
  const std::vector<HuntItem> plan = MustPlan(all);
  std::atomic<int> running{0};
  std::atomic<bool> others_began{false};
  std::atomic<bool> disturbed{false};
  Hunt(
      plan, 4,
      [&](const HuntItem& item) {
        const int at_once = ++running;
        if (item.compared && (at_once != 1 || others_began)) disturbed = true;
        if (!item.compared) others_began = true;
        --running;
        return ItemResult{item, ItemResult::Verdict::kAsExpected, {}, ""};
      },
      [](const HuntItem&, const ItemResult*) {});
  EXPECT_TRUE(std::any_of(plan.begin(), plan.end(),
                          [](const HuntItem& item) { return item.compared; }));
  EXPECT_FALSE(disturbed);
}

TEST(Hunt, RunsTheOthersSideBySide) {
  const std::vector<scenarios::Scenario> all = {
      FakeScenario("a", {FakeVariant("v", true, Silent(), Silent())})};
  const std::vector<HuntItem> plan = MustPlan(all);  // two items
  absl::Notification begun[2];
  Hunt(
      plan, 2,
      [&](const HuntItem& item) {
        // Each waits for the other: ends only if both run at once.
        const int own = item.build->name == "tsan";
        begun[own].Notify();
        begun[1 - own].WaitForNotification();
        return ItemResult{item, ItemResult::Verdict::kAsExpected, {}, ""};
      },
      [](const HuntItem&, const ItemResult*) {});
}

TEST(Hunt, ResultsAreInTheOrderOfThePlan) {
  const auto all = GoodScenarios();
  const std::vector<HuntItem> plan = MustPlan(all);
  const auto results = HuntWithFake(plan, 3);
  ASSERT_EQ(results.size(), plan.size());
  for (size_t i = 0; i < plan.size(); ++i) {
    EXPECT_EQ(results[i].item.variant, plan[i].variant);
    EXPECT_EQ(results[i].item.build, plan[i].build);
  }
}

}  // namespace
}  // namespace racekit::cli
