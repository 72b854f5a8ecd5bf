// What a person reads about each racy scenario under explore, as golden files.
//
// Left out of the comparison is what depends on more than the scenario: tokens
// of schedules (they name places in this very binary) and how many executions
// it took. g++ only: the compilers differ in the accesses they make.

#include <cstddef>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "tests/golden.h"
#include "tests/scenarios/reports/racy_cases.h"

namespace racekit {
namespace {

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

class Reports : public testing::TestWithParam<RacyCase> {};

TEST_P(Reports, ReadLikeThis) {
#if defined(__clang__)
  GTEST_SKIP() << "the golden files are g++'s";
#endif
  const RacyCase& c = GetParam();
  const Report report = RunCase(c);
  ASSERT_FALSE(report.ok());
  std::string text;
  for (const Finding& finding : report.findings) {
    text += FindingToText(finding);
  }
  for (const absl::string_view line : absl::StrSplit(Steady(text), '\n')) {
    EXPECT_LE(line.size(), 100u) << line;
  }
  EXPECT_TRUE(MatchesGolden(
      Steady(text), "tests/scenarios/reports/" + NameOf(c) + ".golden"));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Reports, testing::ValuesIn(RacyCases()),
                         [](const testing::TestParamInfo<RacyCase>& info) {
                           return NameOf(info.param);
                         });

}  // namespace
}  // namespace racekit
