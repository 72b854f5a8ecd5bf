#include "harness/cli/hunt/progress.h"

#include <cstdio>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/harness/cli/hunt/hunt_test_util.h"

namespace racekit::cli {
namespace {

using scenarios::Silent;

class ProgressTest : public testing::Test {
 protected:
  ProgressTest()
      : all_({FakeScenario("bank/loan",
                           {FakeVariant("racy", true, Silent(), Silent())})}),
        plan_(MustPlan(all_)),
        out_(std::tmpfile()) {}
  ~ProgressTest() override { std::fclose(out_); }

  ItemResult Result(ItemResult::Verdict verdict, std::string error = "") {
    ItemResult result;
    result.item = plan_[0];
    result.verdict = verdict;
    result.report.executions = 7;
    result.error = error;
    return result;
  }

  std::string Written() {
    std::string text(static_cast<size_t>(std::ftell(out_)), '\0');
    std::rewind(out_);
    text.resize(std::fread(text.data(), 1, text.size(), out_));
    return text;
  }

  std::vector<scenarios::Scenario> all_;
  std::vector<HuntItem> plan_;
  std::FILE* out_;
};

TEST_F(ProgressTest, IsALinePerItemWhereThereIsNoTerminal) {
  Progress progress(out_, /*is_terminal=*/false, 3);
  const ItemResult good = Result(ItemResult::Verdict::kAsExpected);
  const ItemResult bad = Result(ItemResult::Verdict::kNotAsExpected);
  const ItemResult broken = Result(ItemResult::Verdict::kBroken, "it burst");
  progress.Note(plan_[0], nullptr);
  progress.Note(plan_[0], &good);
  progress.Note(plan_[0], &bad);
  progress.Note(plan_[0], &broken);
  progress.Clear();
  EXPECT_EQ(Written(),
            "[1/3] bank/loan racy stress: nothing in 7 runs\n"
            "[2/3] bank/loan racy stress: nothing in 7 runs: NOT AS EXPECTED\n"
            "[3/3] bank/loan racy stress: ERROR: it burst\n");
}

TEST_F(ProgressTest, IsOneLineOnATerminal) {
  Progress progress(out_, /*is_terminal=*/true, 2);
  const ItemResult bad = Result(ItemResult::Verdict::kNotAsExpected);
  progress.Note(plan_[0], nullptr);
  progress.Note(plan_[1], nullptr);
  progress.Note(plan_[0], &bad);
  progress.Clear();
  auto line = [](std::string text) {
    text.resize(79, ' ');
    return "\r" + text;
  };
  EXPECT_EQ(Written(),
            line("[0/2] bank/loan racy stress") +
                line("[0/2] bank/loan racy stress; bank/loan racy tsan") +
                line("[1/2, 1 NOT AS EXPECTED] bank/loan racy tsan") +
                line("") + "\r");
}

}  // namespace
}  // namespace racekit::cli
