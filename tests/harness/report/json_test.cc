#include "harness/report/json.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/report/text.h"
#include "tests/harness/report/sample_findings.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ReportJson, ComesBackAsItWent) {
  const Report report = SampleReport();
  const absl::StatusOr<Report> back = ReportFromJson(ReportToJson(report));
  ASSERT_TRUE(back.ok()) << back.status();
  TextOptions all;
  all.verbose = true;
  EXPECT_EQ(ReportToText(*back, all), ReportToText(report, all));
  EXPECT_EQ(back->seed, report.seed);
  EXPECT_EQ(ReportToJson(*back), ReportToJson(report));
}

TEST(ReportJson, ExplanationsComeBackToo) {
  Report report = SampleReport();
  report.findings = {SampleLostUpdate()};
  report.target = "//bank:account_test_explore";
  const absl::StatusOr<Report> back = ReportFromJson(ReportToJson(report));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(ReportToJson(*back), ReportToJson(report));
  TextOptions all;
  all.verbose = true;
  EXPECT_EQ(ReportToText(*back, all), ReportToText(report, all));
}

// The members of `json` and of all that it holds.
void AddMembers(const nlohmann::json& json, std::set<std::string>& names) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) names.insert(name);
  }
  if (!json.is_structured()) return;
  for (const nlohmann::json& inner : json) AddMembers(inner, names);
}

// Between `backquotes`, in the first column of a table or in a sentence.
std::set<std::string> Documented(const std::string& page) {
  std::set<std::string> names;
  const std::regex word("`([a-z_]+)`");
  for (std::sregex_iterator it(page.begin(), page.end(), word), end; it != end;
       ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

TEST(ReportJson, EveryMemberIsDocumentedAndNoOther) {
  Report report = SampleReport();
  report.findings.push_back(SampleLostUpdate());
  report.suspicions.push_back(SampleLostUpdate());
  report.explored = ExploredSpace();
  std::set<std::string> names;
  AddMembers(nlohmann::json::parse(ReportToJson(report)), names);
  std::ifstream file(Runfile("docs/report-json.md"));
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(Documented(page), names);
}

TEST(ReportJson, SuspicionsAreKept) {
  Report report;
  report.suspicions.push_back(SampleLostUpdate());
  const absl::StatusOr<Report> back = ReportFromJson(ReportToJson(report));
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->suspicions.size(), 1);
  EXPECT_EQ(back->suspicions.front().message, SampleLostUpdate().message);
  EXPECT_TRUE(back->ok());
}

TEST(ReportJson, NamesAreWordsAndAbsentRatesAbsent) {
  Report report = SampleReport();
  report.plain.reset();
  const std::string json = ReportToJson(report, 1);
  EXPECT_THAT(json, AllOf(HasSubstr("\"kind\": \"data-race\""),
                          HasSubstr("\"kind\": \"heap\""),
                          HasSubstr("\"kind\": \"write\"")));
  const absl::StatusOr<Report> back = ReportFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->plain.has_value());
}

TEST(ReportJson, BytesThatAreNoTextAreReplaced) {
  Report report;
  report.test = "torn \xff\xfe output";
  const absl::StatusOr<Report> back = ReportFromJson(ReportToJson(report));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_THAT(back->test, HasSubstr("torn"));
}

TEST(ReportJson, ErrorsNameTheMemberAndTheValue) {
  std::string json = ReportToJson(SampleReport());
  const std::string kind = "\"data-race\"";
  json.replace(json.find(kind), kind.size(), "\"date-race\"");
  const absl::Status unknown = ReportFromJson(json).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(unknown.message()),
              AllOf(HasSubstr("/findings/0/kind"), HasSubstr("date-race")));

  const absl::Status newer =
      ReportFromJson(R"({"racekit_report": 99})").status();
  EXPECT_THAT(std::string(newer.message()),
              AllOf(HasSubstr("/racekit_report"), HasSubstr("99")));

  const absl::Status missing =
      ReportFromJson(R"({"racekit_report": 1})").status();
  EXPECT_THAT(std::string(missing.message()), HasSubstr("'test' not found"));
}

TEST(ReportJson, NoBytesCrashIt) {
  for (const char* bad :
       {"", "null", "[]", "{", "\xff", "1e999",
        "{\"racekit_report\":", "{\"racekit_report\":\"1\"}", "[[[[[[[[[[[["}) {
    EXPECT_FALSE(ReportFromJson(bad).ok()) << bad;
  }
  const std::string good = ReportToJson(SampleReport());
  for (size_t cut = 0; cut < good.size(); cut += 7) {
    EXPECT_FALSE(ReportFromJson(good.substr(0, cut)).ok()) << cut;
  }
  std::mt19937 random(1);
  int accepted = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::string mutated = good;
    for (int changes = 1 + random() % 4; changes > 0; --changes) {
      mutated[random() % mutated.size()] = static_cast<char>(random());
    }
    const absl::StatusOr<Report> report = ReportFromJson(mutated);
    // What is accepted can be written again.
    if (report.ok()) {
      ++accepted;
      EXPECT_TRUE(ReportFromJson(ReportToJson(*report)).ok()) << mutated;
    }
  }
  EXPECT_GT(accepted, 0);
}

TEST(ReportJson, DeepNestingIsAnErrorNotACrash) {
  EXPECT_FALSE(ReportFromJson(std::string(1'000'000, '[')).ok());
}

}  // namespace
}  // namespace racekit
