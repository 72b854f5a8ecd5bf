// What is new, what is known, what is known no longer.

#include "harness/triage/triage.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::triage {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TsanReport Of(const std::string& fingerprint) {
  TsanReport report;
  report.finding.fingerprint = fingerprint;
  report.finding.message = "race in " + fingerprint;
  return report;
}

BaselineEntry Accepted(const std::string& fingerprint,
                       std::optional<absl::CivilDay> expires = std::nullopt) {
  BaselineEntry entry;
  entry.fingerprint = fingerprint;
  entry.owner = "storage";
  entry.expires = expires;
  return entry;
}

constexpr absl::CivilDay kToday(2026, 11, 25);

TEST(Triage, ABugIsToldOnce) {
  const Triaged triaged = Triage({Of("a"), Of("b"), Of("a")}, {}, kToday);
  EXPECT_EQ(triaged.reports, 3);
  ASSERT_THAT(triaged.fresh, SizeIs(2));
  EXPECT_EQ(triaged.fresh[0].fingerprint, "a");
  EXPECT_EQ(triaged.fresh[0].count, 2);
}

TEST(Triage, WhatIsKnownIsNotNew) {
  Baseline baseline;
  baseline.entries = {Accepted("a"), Accepted("gone")};
  const Triaged triaged = Triage({Of("a"), Of("b")}, baseline, kToday);
  ASSERT_THAT(triaged.known, SizeIs(1));
  EXPECT_EQ(triaged.known[0].entry.owner, "storage");
  ASSERT_THAT(triaged.fresh, SizeIs(1));
  EXPECT_EQ(triaged.fresh[0].fingerprint, "b");
  ASSERT_THAT(triaged.stale, SizeIs(1));
  EXPECT_EQ(triaged.stale[0].fingerprint, "gone");
}

TEST(Triage, TheLastDayCountsAndTheNextDoesNot) {
  Baseline baseline;
  baseline.entries = {Accepted("a", kToday)};
  EXPECT_THAT(Triage({Of("a")}, baseline, kToday).fresh, IsEmpty());
  const Triaged later = Triage({Of("a")}, baseline, kToday + 1);
  ASSERT_THAT(later.fresh, SizeIs(1));
  EXPECT_THAT(later.fresh[0].notes,
              Contains(HasSubstr("accepted until 2026-11-25 by storage")));
  EXPECT_THAT(later.stale, IsEmpty());
}

TEST(Triage, DoubtsAreNotes) {
  TsanReport report = Of("a");
  report.doubts = {"fences"};
  const Triaged triaged = Triage({report}, {}, kToday);
  EXPECT_THAT(triaged.fresh[0].notes, Contains("doubtful: fences"));
}

TEST(Triage, AnUpdateKeepsWhatIsSeenAndAddsWhatIsNew) {
  Baseline baseline;
  baseline.entries = {Accepted("a"), Accepted("gone"),
                      Accepted("late", kToday - 1)};
  const Baseline updated =
      Updated(Triage({Of("a"), Of("b"), Of("late")}, baseline, kToday), "net",
              kToday + 30);
  ASSERT_THAT(updated.entries, SizeIs(3));
  EXPECT_EQ(updated.Find("a")->owner, "storage");
  EXPECT_EQ(updated.Find("b")->owner, "net");
  EXPECT_EQ(updated.Find("b")->expires, kToday + 30);
  EXPECT_EQ(updated.Find("late")->expires, kToday + 30);
  EXPECT_EQ(updated.Find("gone"), nullptr);
}

TEST(Baseline, IsWrittenInOrderAndReadBack) {
  Baseline baseline;
  baseline.entries = {Accepted("b", kToday), Accepted("a")};
  baseline.entries[0].note = "waits for the new queue";
  const std::string json = BaselineToJson(baseline);
  EXPECT_LT(json.find("\"a\""), json.find("\"b\""));
  const absl::StatusOr<Baseline> back = BaselineFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_THAT(back->entries, SizeIs(2));
  EXPECT_EQ(back->Find("b")->expires, kToday);
  EXPECT_EQ(back->Find("b")->note, "waits for the new queue");
  EXPECT_EQ(back->Find("a")->expires, std::nullopt);
  EXPECT_EQ(BaselineToJson(*back), json);
}

TEST(Baseline, ErrorsSayWhereAndWhat) {
  const auto error = [](const std::string& text) {
    return std::string(BaselineFromJson(text).status().message());
  };
  EXPECT_THAT(error("{"), HasSubstr("parse error"));
  EXPECT_THAT(error("{\"racekit_baseline\": 9, \"entries\": []}"),
              HasSubstr("9"));
  EXPECT_THAT(error("{\"racekit_baseline\": 1}"), HasSubstr("entries"));
  EXPECT_THAT(error("{\"racekit_baseline\": 1, \"entries\": [{}]}"),
              HasSubstr("fingerprint"));
  EXPECT_THAT(error("{\"racekit_baseline\": 1, \"entries\": [{\"fingerprint\": "
                    "\"a\", \"expires\": \"soon\"}]}"),
              HasSubstr("(/entries/0/expires) 'soon' is no day"));
}

TEST(ParseDay, TakesDaysThatExist) {
  EXPECT_EQ(*ParseDay("2028-02-29"), absl::CivilDay(2028, 2, 29));
  for (const char* wrong :
       {"2026-02-29", "2026-2-1", "26-02-01", "today", ""}) {
    EXPECT_FALSE(ParseDay(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace racekit::triage
