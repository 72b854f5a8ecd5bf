// Reports as text for a person.
//
// At most 100 columns; frames of the standard library, of GoogleTest and of
// racekit are folded unless asked for.
//
// Public header (C++17). Thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_TEXT_H_
#define RACEKIT_HARNESS_REPORT_TEXT_H_

#include <string>

#include "detectors/finding.h"
#include "harness/report/report.h"

namespace racekit {

struct TextOptions {
  bool color = false;
  bool verbose =
      false;  // unfold all frames; RACEKIT_VERBOSE=1 sets it in tests
};

// One finding: headline, critical accesses with stacks, location, threads,
// notes.
std::string FindingToText(const Finding& finding,
                          const TextOptions& options = {});

// What was explored, in one line: "1000 executions, 212 distinct, ...".
std::string ExploredToText(const Report& report);

// What was not seen to do harm: empty if there is nothing.
std::string SuspicionsToText(const Report& report,
                             const TextOptions& options = {});

// All findings and suspicions, then a line of totals with failure rates and
// their 95 % Wilson intervals.
std::string ReportToText(const Report& report, const TextOptions& options = {});

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_TEXT_H_
