// Reports as JSON: the one source of every machine-readable output, and the
// form in which a worker process hands its report to its parent.
//
// The top level has "racekit_report" (kReportJsonVersion), which grows with
// every incompatible change. Readers ignore members they do not know.
// docs/report-json.md lists all members.
//
// Public header (C++17). Thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_JSON_H_
#define RACEKIT_HARNESS_REPORT_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "harness/report/report.h"

namespace racekit {

inline constexpr int kReportJsonVersion = 1;

// The report as JSON, on one line if `indent` is negative. Bytes that are not
// UTF-8 are replaced, never an error.
std::string ReportToJson(const Report& report, int indent = -1);

// The inverse. InvalidArgument, naming the member and the value, for anything
// that ReportToJson cannot have written; never crashes, whatever the bytes.
absl::StatusOr<Report> ReportFromJson(std::string_view json);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_JSON_H_
