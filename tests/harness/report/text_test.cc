#include "harness/report/text.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/golden.h"
#include "tests/harness/report/sample_findings.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReportText, ADataRaceReadsLikeThis) {
  EXPECT_TRUE(MatchesGolden(ReportToText(SampleReport()),
                            "tests/harness/report/data_race.golden"));
}

TEST(ReportText, ALostUpdateReadsLikeThis) {
  Report report = SampleReport();
  report.variant = "explore";
  report.injected = {};
  report.plain.reset();
  report.explored.emplace();
  report.target = "//bank:account_test_explore";
  report.findings = {SampleLostUpdate()};
  report.seed = 7;
  EXPECT_TRUE(MatchesGolden(ReportToText(report),
                            "tests/harness/report/lost_update.golden"));
}

TEST(ReportText, TwentyThreadsFitIn100Columns) {
  Report report = SampleReport();
  report.findings = {SampleLostUpdate()};
  Explanation& how = *report.findings[0].explanation;
  const ExplainedEvent write = how.events[5];
  for (const int threads : {3, 5, 10, 20}) {
    for (int thread = 3; thread < threads; ++thread) {
      how.events.push_back(write);
      how.events.back().thread = thread;
    }
    TextOptions options;
    const std::string text = FindingToText(report.findings[0], options);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_LE(line.size(), 100u) << line;
    }
    EXPECT_THAT(text, HasSubstr("overwrites T2's 50"));
  }
}

TEST(ReportText, VerboseUnfoldsEveryFrame) {
  TextOptions verbose;
  verbose.verbose = true;
  EXPECT_TRUE(MatchesGolden(ReportToText(SampleReport(), verbose),
                            "tests/harness/report/data_race_verbose.golden"));
}

TEST(ReportText, ColourOnlyOnRequest) {
  EXPECT_THAT(ReportToText(SampleReport()), Not(HasSubstr("\033")));
  TextOptions color;
  color.color = true;
  EXPECT_THAT(ReportToText(SampleReport(), color), HasSubstr("\033["));
}

TEST(ReportText, LinesOfStacksFitIn100Columns) {
  Report report = SampleReport();
  report.findings[0].accesses[0].stack[0].function = std::string(500, 'f');
  const std::string text = ReportToText(report);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(ReportText, WithoutFindingsItSaysOkAndWhatThatIsWorth) {
  Report report;
  report.test = "Account.Fixed";
  report.variant = "stress";
  report.injected = {200, 0};
  EXPECT_EQ(ReportToText(report),
            "OK  Account.Fixed  stress, seed 0, 0.0 s\n"
            "  with injected sleeps    : 0 of 200 runs failed (95 %: 0.0 to "
            "1.9 %)\n");
}

}  // namespace
}  // namespace racekit
