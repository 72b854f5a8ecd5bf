#include "harness/race_report.h"

#include <errno.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "harness/report/artifacts.h"
#include "harness/report/terminal_color.h"
#include "harness/report/text.h"

namespace racekit::internal {
namespace {

void NameTest(Report& report) {
  const ::testing::TestInfo& test =
      *::testing::UnitTest::GetInstance()->current_test_info();
  report.test = absl::StrCat(test.test_suite_name(), ".", test.name());
  const char* target = std::getenv("TEST_TARGET");
  if (target != nullptr) {
    report.target = target;
  } else {
    report.program = program_invocation_name;
  }
}

void RecordProperties(const Report& report) {
  using ::testing::Test;
  Test::RecordProperty("racekit_variant", report.variant);
  Test::RecordProperty("racekit_seed", absl::StrCat(report.seed));
  Test::RecordProperty("racekit_executions", absl::StrCat(report.executions));
  Test::RecordProperty("racekit_failed_executions",
                       absl::StrCat(report.failed_executions));
  Test::RecordProperty("racekit_findings",
                       absl::StrCat(report.findings.size()));
  if (report.explored) {
    Test::RecordProperty("racekit_strategy", report.explored->strategy);
    Test::RecordProperty("racekit_distinct",
                         absl::StrCat(report.explored->distinct));
    Test::RecordProperty("racekit_preemptions",
                         absl::StrCat(report.explored->deepest_preemptions));
  }
  for (const Finding& finding : report.findings) {
    if (finding.schedule.empty()) continue;
    Test::RecordProperty("racekit_replay", finding.schedule);
    break;
  }
}

void WriteFiles(const Options& options, Report& report) {
  const std::string asked = options.out.value_or("");
  const bool wanted = !asked.empty() || !report.ok() ||
                      std::getenv("TEST_UNDECLARED_OUTPUTS_DIR") != nullptr;
  if (!wanted) return;
  const std::string folder = ArtifactFolder(asked);
  const absl::StatusOr<std::string> path = WriteArtifacts(report, folder);
  if (!path.ok()) {
    std::cerr << "racekit: warning: the report of " << report.test
              << " is not on disk: " << path.status().message()
              << ". Make room, or choose another folder with "
                 "RACEKIT_OUT=DIR.\n";
    return;
  }
  // Bazel packs them; where they lie now, nobody finds them.
  report.files = report.target.empty()
                     ? absl::StrCat(*path, ".{json,txt}")
                     : absl::StrCat("test.outputs/ beside test.log, ",
                                    report.test, ".{json,txt}");
}

TextOptions HowToPrint(const Options& options) {
  TextOptions text;
  text.verbose = options.verbose.value_or(false);
  // GoogleTest writes the same text to the terminal and to its XML.
  text.color = testing::GTEST_FLAG(output).empty() &&
               testing::GTEST_FLAG(color) != "no" && WantsColor(STDOUT_FILENO);
  return text;
}

}  // namespace

void Publish(const Options& options, Report& report) {
  NameTest(report);
  RecordProperties(report);
  WriteFiles(options, report);
}

std::string SuspicionsText(const Options& options, const Report& report) {
  return SuspicionsToText(report, HowToPrint(options));
}

std::string FailureText(const Options& options, const Report& report) {
  return ReportToText(report, HowToPrint(options));
}

}  // namespace racekit::internal
