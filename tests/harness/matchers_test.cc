#include "harness/matchers.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/harness/report/sample_findings.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Matcher;
using ::testing::Not;
using ::testing::StringMatchResultListener;

std::string Explain(const Matcher<const Report&>& matcher,
                    const Report& report) {
  StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(report, &listener));
  return listener.str();
}

TEST(Matchers, AReportWithoutFindingsIsRaceFree) {
  EXPECT_THAT(Report(), IsRaceFree());
  EXPECT_THAT(SampleReport(), Not(IsRaceFree()));
  EXPECT_THAT(Explain(IsRaceFree(), SampleReport()),
              HasSubstr("1 findings in 40 runs"));
}

TEST(Matchers, FindsAKind) {
  EXPECT_THAT(SampleReport(), Finds(FindingKind::kDataRace));
  EXPECT_THAT(SampleReport(), Not(Finds(FindingKind::kDeadlock)));
  EXPECT_THAT(Report(), Not(Finds(FindingKind::kDataRace)));
}

TEST(Matchers, FindsAKindThatMentionsAPlace) {
  EXPECT_THAT(SampleReport(),
              AllOf(Finds(FindingKind::kDataRace, "Account::balance_"),
                    Finds(FindingKind::kDataRace, "account.cc:20")));
  EXPECT_THAT(SampleReport(),
              Not(Finds(FindingKind::kDataRace, "account.cc:21")));
  EXPECT_THAT(SampleReport(),
              Not(Finds(FindingKind::kDeadlock, "Account::balance_")));
}

TEST(Matchers, FindsOnlyToleratesNoOtherKind) {
  Report report = SampleReport();
  EXPECT_THAT(report, FindsOnly(FindingKind::kDataRace));
  report.findings.emplace_back().kind = FindingKind::kCrash;
  EXPECT_THAT(Explain(FindsOnly(FindingKind::kDataRace), report),
              HasSubstr("crash"));
  EXPECT_THAT(Report(), Not(FindsOnly(FindingKind::kDataRace)));
}

TEST(Matchers, AMismatchPrintsTheReport) {
  EXPECT_THAT(::testing::PrintToString(SampleReport()),
              HasSubstr("data race on Account::balance_"));
  EXPECT_EQ(::testing::DescribeMatcher<Report>(Finds(FindingKind::kDeadlock)),
            "finds a deadlock");
}

}  // namespace
}  // namespace racekit
