// GoogleMock matchers on reports.
//
//   EXPECT_THAT(Stress(fixed), IsRaceFree());
//   EXPECT_THAT(Stress(racy), Finds(FindingKind::kDataRace));
//   EXPECT_THAT(Stress(racy), Finds(FindingKind::kDataRace, "counter"));
//   EXPECT_THAT(Stress(locked_by_access), FindsOnly(FindingKind::kLostUpdate));
//
// A matcher that does not match prints the whole report.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_MATCHERS_H_
#define RACEKIT_HARNESS_MATCHERS_H_

#include <ostream>
#include <string>

#include "detectors/finding.h"
#include "detectors/finding_kind.h"
#include "gmock/gmock.h"
#include "harness/report/report.h"
#include "harness/report/text.h"

namespace racekit {

// For GoogleTest, which prints what did not match.
inline void PrintTo(const Report& report, std::ostream* out) {
  *out << "this report:\n" << ReportToText(report);
}

inline void PrintTo(FindingKind kind, std::ostream* out) {
  *out << FindingKindName(kind);
}

// No finding at all.
MATCHER(IsRaceFree, negation ? "has a finding" : "has no finding") {
  *result_listener << "with " << arg.findings.size() << " findings in "
                   << arg.executions << " runs";
  return arg.ok();
}

// At least one finding of `kind`.
MATCHER_P(Finds, kind,
          std::string(negation ? "has no finding of kind " : "finds a ") +
              std::string(FindingKindName(kind))) {
  for (const Finding& finding : arg.findings) {
    if (finding.kind == kind) return true;
  }
  *result_listener << "with " << arg.findings.size()
                   << " findings, none of that kind";
  return false;
}

// At least one finding of `kind` whose full text contains `text`: the name of a
// variable, a function, or "file.cc:12".
MATCHER_P2(Finds, kind, text,
           std::string(negation ? "has no finding of kind " : "finds a ") +
               std::string(FindingKindName(kind)) + " that mentions " +
               ::testing::PrintToString(text)) {
  for (const Finding& finding : arg.findings) {
    if (finding.kind == kind &&
        FindingToText(finding).find(text) != std::string::npos) {
      return true;
    }
  }
  *result_listener << "with " << arg.findings.size() << " findings, none such";
  return false;
}

// At least one finding, and none of another kind.
MATCHER_P(FindsOnly, kind,
          std::string(negation ? "does not only find " : "finds only ") +
              std::string(FindingKindName(kind))) {
  for (const Finding& finding : arg.findings) {
    if (finding.kind == kind) continue;
    *result_listener << "which has a " << FindingKindName(finding.kind);
    return false;
  }
  *result_listener << "with " << arg.findings.size() << " findings";
  return !arg.findings.empty();
}

}  // namespace racekit

#endif  // RACEKIT_HARNESS_MATCHERS_H_
