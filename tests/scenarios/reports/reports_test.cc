// What a person reads about each racy scenario under explore, as golden files.
//
// Left out of the comparison is what depends on more than the scenario: tokens
// of schedules (they name places in this very binary) and how many executions
// it took. g++ only: the compilers differ in the accesses they make.

#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"
#include "tests/golden.h"

namespace racekit {
namespace {

using scenarios::Expectation;
using scenarios::Scenario;
using scenarios::Variant;

struct Case {
  const Scenario* scenario;
  const Variant* variant;
};

std::string FileName(const Case& c) {
  std::string name = c.scenario->name + "_" + c.variant->name;
  for (char& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const Scenario& scenario : scenarios::AllScenarios()) {
    for (const Variant& variant : scenario.variants) {
      if (variant.explore.verdict == Expectation::Verdict::kFound) {
        cases.push_back({&scenario, &variant});
      }
    }
  }
  return cases;
}

// (std::regex overflows the stack on tokens of tens of kilobytes.)
std::string Steady(absl::string_view text) {
  std::string steady;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "  found : ")) continue;
    line = line.substr(0, line.find(" (found with "));
    const std::size_t token = line.find("rk1:");
    absl::StrAppend(&steady, line.substr(0, token),
                    token == line.npos ? "" : "rk1:...", "\n");
  }
  return steady;
}

class Reports : public testing::TestWithParam<Case> {};

TEST_P(Reports, ReadLikeThis) {
#if defined(__clang__)
  GTEST_SKIP() << "the golden files are g++'s";
#endif
  const Case& c = GetParam();
  StressOptions options = ScenarioOptions(*c.variant);
  // All executions, however busy the machine is.
  options.time = absl::InfiniteDuration();
  const Report report = RunScenario(*c.scenario, *c.variant, options);
  ASSERT_FALSE(report.ok());
  std::string text;
  for (const Finding& finding : report.findings) {
    text += FindingToText(finding);
  }
  for (const absl::string_view line : absl::StrSplit(Steady(text), '\n')) {
    EXPECT_LE(line.size(), 100u) << line;
  }
  EXPECT_TRUE(MatchesGolden(
      Steady(text), "tests/scenarios/reports/" + FileName(c) + ".golden"));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Reports, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return FileName(info.param);
                         });

}  // namespace
}  // namespace racekit
