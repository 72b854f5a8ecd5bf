#include "harness/scenario/expectation.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "detectors/finding.h"
#include "detectors/finding_kind.h"
#include "harness/report/report.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Expectation;

bool Found(const std::vector<std::string>& kinds, const Report& report) {
  return std::any_of(
      report.findings.begin(), report.findings.end(), [&](const Finding& f) {
        return std::find(kinds.begin(), kinds.end(), FindingKindName(f.kind)) !=
               kinds.end();
      });
}

bool AsExpected(const Expectation& expectation, const Report& report) {
  if (report.executions == 0) return false;
  switch (expectation.verdict) {
    case Expectation::Verdict::kFound:
      return Found(expectation.kinds, report);
    case Expectation::Verdict::kSilent:
      return report.findings.empty();
    case Expectation::Verdict::kEither:
      return !Found({"nothing-controlled"}, report);
    case Expectation::Verdict::kRefused:
      return report.failed_executions == report.executions &&
             std::all_of(report.findings.begin(), report.findings.end(),
                         [&](const Finding& f) {
                           return f.kind == FindingKind::kUnsupported &&
                                  absl::StrContains(f.message,
                                                    expectation.reason);
                         });
  }
  return false;
}

}  // namespace

std::string Unexpected(const Expectation& expectation, const Report& report) {
  if (AsExpected(expectation, report)) return "";
  std::string text =
      absl::StrCat("expected ", ExpectationText(expectation), ", found ",
                   FoundText(report), " in ", report.executions, " runs");
  if (!report.findings.empty()) {
    absl::StrAppend(&text, ": ", report.findings.front().message);
  }
  return text;
}

std::string ExpectationText(const Expectation& expectation) {
  switch (expectation.verdict) {
    case Expectation::Verdict::kFound:
      return absl::StrJoin(expectation.kinds, " or ");
    case Expectation::Verdict::kSilent:
      return "nothing";
    case Expectation::Verdict::kRefused:
      return absl::StrCat("refusal of ", expectation.reason);
    case Expectation::Verdict::kEither:
      break;
  }
  return "anything";
}

std::string FoundText(const Report& report) {
  // In the report's order, which is by frequency; the findings of one kind
  // under the first.
  std::vector<std::pair<std::string_view, std::int64_t>> kinds;
  for (const Finding& finding : report.findings) {
    const std::string_view name = FindingKindName(finding.kind);
    const auto known =
        std::find_if(kinds.begin(), kinds.end(),
                     [&](const auto& kind) { return kind.first == name; });
    if (known == kinds.end()) {
      kinds.emplace_back(name, finding.count);
    } else {
      known->second += finding.count;
    }
  }
  if (kinds.empty()) return "nothing";
  return absl::StrJoin(kinds, ", ", [](std::string* out, const auto& kind) {
    absl::StrAppend(out, kind.first, " (", kind.second, ")");
  });
}

}  // namespace racekit
