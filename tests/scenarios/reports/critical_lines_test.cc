// What is found in each racy scenario under explore is called by its name, and
// the critical lines are the right ones: those that the scenario's source marks
// with a comment,
//
//   count_ = count_ + 1;  // racy: count_
//
// or, where that would be too long, by one that stands alone on the line
// before. A line may be marked for several variables, separated by commas.
// Holds for every compiler and level of optimisation, which differ in the
// accesses that they make and so in the schedules that are found.

#include <cctype>
#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "detectors/finding.h"
#include "gtest/gtest.h"
#include "harness/report/frames.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "tests/runfile.h"
#include "tests/scenarios/reports/racy_cases.h"

namespace racekit {
namespace {

// The names that a line of the workspace is marked with.
std::set<std::string> MarksAt(const std::string& file, int line) {
  static auto* const lines =
      new std::map<std::string, std::vector<std::string>>();
  const auto inserted = lines->try_emplace(file);
  std::vector<std::string>& of_file = inserted.first->second;
  if (inserted.second) {
    std::ifstream source(Runfile(file));
    for (std::string text; std::getline(source, text);) {
      of_file.push_back(text);
    }
  }
  constexpr absl::string_view kMark = "// racy: ";
  std::set<std::string> names;
  const auto add = [&](int at, bool alone) {
    if (at < 1 || at > static_cast<int>(of_file.size())) return;
    const absl::string_view text = of_file[at - 1];
    const std::size_t mark = text.find(kMark);
    if (mark == text.npos || (alone && mark != text.find_first_not_of(' '))) {
      return;
    }
    const std::vector<std::string> found =
        absl::StrSplit(text.substr(mark + kMark.size()), ", ");
    names.insert(found.begin(), found.end());
  };
  add(line, false);
  add(line - 1, true);
  return names;
}

// "element 3 of UnlockedRing::slots_" and "pages_[0].number" are marked by
// "slots_" and "pages_".
bool Names(absl::string_view object, const std::string& mark) {
  std::set<std::string> parts;
  std::string part;
  for (const char c : object) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      part += c;
    } else {
      parts.insert(std::exchange(part, ""));
    }
  }
  parts.insert(part);
  return parts.count(mark) != 0;
}

// "M1": a mutex that has no name in the source, as an element of a vector.
bool IsNumbered(absl::string_view object) {
  const std::size_t digits = object.find_first_of("0123456789");
  return digits != object.npos && digits > 0 && digits < 3 &&
         object.find_first_not_of("0123456789", digits) == object.npos &&
         object.find_first_not_of("MCV") == digits;
}

// What is wrong about a critical event of the finding, or "".
std::string Complaint(const std::string& object, const Frame& place) {
  const std::set<std::string> marks = MarksAt(place.file, place.line);
  if (marks.empty()) {
    return absl::StrCat(place.file, ":", place.line, " is not marked for '",
                        object, "'\n");
  }
  if (object.empty() || IsNumbered(object)) return "";
  for (const std::string& mark : marks) {
    if (Names(object, mark)) return "";
  }
  return absl::StrCat(place.file, ":", place.line, " is marked, but not for '",
                      object, "'\n");
}

class CriticalLines : public testing::TestWithParam<RacyCase> {};

TEST_P(CriticalLines, AreTheMarkedOnes) {
  const Report report = RunCase(GetParam());
  ASSERT_FALSE(report.ok());
  for (const Finding& finding : report.findings) {
    std::string complaints;
    for (const Access& access : finding.accesses) {
      const Frame* place = FirstUserFrame(access.stack);
      if (place == nullptr || access.kind == AccessKind::kUnknown) continue;
      complaints += Complaint(finding.location.name, *place);
    }
    // Else it is about an order of threads, not about an object.
    if (finding.explanation && !finding.explanation->headline.empty()) {
      for (const ExplainedEvent& event : finding.explanation->events) {
        if (event.critical) complaints += Complaint(event.object, event.place);
      }
    }
    EXPECT_EQ(complaints, "") << FindingToText(finding);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, CriticalLines,
                         testing::ValuesIn(RacyCases()),
                         [](const testing::TestParamInfo<RacyCase>& info) {
                           return NameOf(info.param);
                         });

}  // namespace
}  // namespace racekit
