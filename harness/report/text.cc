#include "harness/report/text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "detectors/finding_kind.h"
#include "harness/stress/wilson.h"

namespace racekit {
namespace {

std::string RateToText(const FailureRate& rate) {
  const Interval interval = WilsonInterval(rate.failures, rate.runs);
  return absl::StrFormat("%d of %d runs failed (95%%: %.1f%% to %.1f%%)",
                         rate.failures, rate.runs, 100 * interval.low,
                         100 * interval.high);
}

}  // namespace

std::string FindingToText(const Finding& finding, const TextOptions&) {
  const std::string kind(FindingKindName(finding.kind));
  std::string text = absl::StrCat("racekit: ", kind, ": ", finding.message,
                                  "\n  ", finding.count, "x, first in run ",
                                  finding.first_execution, "\n");
  for (const Access& access : finding.accesses) {
    for (const Frame& frame : access.stack) {
      absl::StrAppend(&text, "    ", frame.function, " ", frame.file, ":",
                      frame.line, "\n");
    }
  }
  for (const std::string& note : finding.notes) {
    absl::StrAppend(&text, "  ", note, "\n");
  }
  return text;
}

std::string ReportToText(const Report& report, const TextOptions& options) {
  std::string text;
  for (const Finding& finding : report.findings) {
    text += FindingToText(finding, options);
  }
  absl::StrAppend(&text, report.variant, ", seed ", report.seed, ": ",
                  RateToText(report.injected));
  if (report.plain) {
    absl::StrAppend(&text, "; without injected sleeps ",
                    RateToText(*report.plain));
  }
  return text + "\n";
}

}  // namespace racekit
