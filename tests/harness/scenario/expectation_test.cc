#include "harness/scenario/expectation.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detectors/finding.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Either;
using scenarios::Found;
using scenarios::Refused;
using scenarios::Silent;

Finding Seen(FindingKind kind, std::int64_t count, std::string message = "") {
  Finding finding;
  finding.kind = kind;
  finding.count = count;
  finding.message = std::move(message);
  return finding;
}

Report Runs(std::int64_t executions, std::vector<Finding> findings = {}) {
  Report report;
  report.executions = executions;
  report.findings = std::move(findings);
  return report;
}

TEST(Unexpected, OneOfTheKindsIsEnough) {
  const Report report = Runs(
      100, {Seen(FindingKind::kCrash, 9), Seen(FindingKind::kDataRace, 1)});
  EXPECT_EQ(Unexpected(Found({"lost-update", "data-race"}), report), "");
}

TEST(Unexpected, SaysWhatWasExpectedAndWhatWasFound) {
  EXPECT_EQ(Unexpected(Found({"lost-update", "data-race"}), Runs(100)),
            "expected lost-update or data-race, found nothing in 100 runs");
  EXPECT_EQ(Unexpected(Silent(),
                       Runs(7, {Seen(FindingKind::kHang, 2, "did not end")})),
            "expected nothing, found hang (2) in 7 runs: did not end");
}

TEST(Unexpected, AnotherKindIsNotWhatWasExpected) {
  EXPECT_NE(Unexpected(Found({"deadlock"}),
                       Runs(10, {Seen(FindingKind::kCrash, 10)})),
            "");
}

TEST(Unexpected, SilenceIsNoFindingAtAll) {
  EXPECT_EQ(Unexpected(Silent(), Runs(10)), "");
  EXPECT_NE(Unexpected(Silent(), Runs(10, {Seen(FindingKind::kOther, 1)})), "");
}

TEST(Unexpected, EitherTakesAnythingButNothingControlled) {
  EXPECT_EQ(Unexpected(Either(), Runs(10)), "");
  EXPECT_EQ(Unexpected(Either(), Runs(10, {Seen(FindingKind::kCrash, 1)})), "");
  EXPECT_NE(Unexpected(Either(),
                       Runs(10, {Seen(FindingKind::kNothingControlled, 1)})),
            "");
}

// A way of running that lets pass what it claims to refuse has not looked.
TEST(Unexpected, RefusedMeansEveryRunAndForThatReason) {
  const Finding refusal = Seen(FindingKind::kUnsupported, 10,
                               "not supported under explore: fork()");
  Report report = Runs(10, {refusal});
  report.failed_executions = 10;
  EXPECT_EQ(Unexpected(Refused("fork()"), report), "");
  EXPECT_NE(Unexpected(Refused("exit()"), report), "");
  EXPECT_NE(Unexpected(Refused("fork()"), Runs(10)), "");
  report.failed_executions = 9;
  EXPECT_NE(Unexpected(Refused("fork()"), report), "");
  report.failed_executions = 10;
  report.findings.push_back(Seen(FindingKind::kDataRace, 1));
  EXPECT_EQ(Unexpected(Refused("fork()"), report),
            "expected refusal of fork(), found unsupported (10), data-race (1) "
            "in 10 runs: not supported under explore: fork()");
}

// Else a scenario that never ran would pass as silent.
TEST(Unexpected, NoExecutionIsNeverExpected) {
  EXPECT_EQ(Unexpected(Silent(), Runs(0)),
            "expected nothing, found nothing in 0 runs");
  EXPECT_NE(Unexpected(Either(), Runs(0)), "");
}

TEST(FoundText, AddsUpTheFindingsOfAKind) {
  EXPECT_EQ(FoundText(Runs(9, {Seen(FindingKind::kDataRace, 4),
                               Seen(FindingKind::kLostUpdate, 3),
                               Seen(FindingKind::kDataRace, 2)})),
            "data-race (6), lost-update (3)");
  EXPECT_EQ(FoundText(Runs(9)), "nothing");
}

}  // namespace
}  // namespace racekit
