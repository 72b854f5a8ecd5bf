// A RACE_TEST on real threads: variants stress and tsan, and builds outside any
// variant.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "harness/options.h"
#include "harness/race_test.h"
#include "harness/race_test_internal.h"
#include "harness/report/text.h"
#include "harness/stress.h"
#include "harness/stress/assertion_capture.h"
#include "harness/stress/detail.h"
#include "harness/stress/progress.h"

namespace racekit {
namespace internal {
namespace {

std::string TestName() {
  const ::testing::TestInfo* info =
      ::testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrCat(info->test_suite_name(), ".", info->name());
}

void Record(const StressResult& result) {
  using ::testing::Test;
  const Report& report = result.report;
  Test::RecordProperty("racekit_variant", report.variant);
  Test::RecordProperty("racekit_seed", absl::StrCat(report.seed));
  Test::RecordProperty("racekit_executions", absl::StrCat(report.executions));
  Test::RecordProperty("racekit_failed_executions",
                       absl::StrCat(report.failed_executions));
  Test::RecordProperty("racekit_findings",
                       absl::StrCat(report.findings.size()));
  Test::RecordProperty("racekit_threads",
                       absl::StrCat(result.counts.threads_created));
  Test::RecordProperty("racekit_points",
                       absl::StrCat(result.counts.all_points()));
}

}  // namespace

void RunRaceBody(const RaceExecution& execution) {
  const Options& asked = GlobalOptions();
  StressOptions options;
  options.require_threads = true;
  options = asked.ApplyTo(options);
  StressResult result = StressInDetail(
      [&]() -> std::string {
        execution();
        return "";
      },
      FindingKind::kAssertion, options);
  result.report.test = TestName();
  Record(result);
  if (result.skipped) GTEST_SKIP() << *result.skipped;
  if (result.report.ok()) return;
  TextOptions text;
  text.verbose = asked.verbose.value_or(false);
  ADD_FAILURE() << ReportToText(result.report, text);
}

bool ExecutionIsOver() {
  const AssertionCapture* capture = AssertionCapture::current();
  return capture != nullptr &&
         (capture->has_fatal_failure() || capture->skipped());
}

}  // namespace internal

void AllowNoThreads() {
  internal::Progress* progress = internal::worker_progress.load();
  if (progress != nullptr) progress->threads_optional = true;
}

}  // namespace racekit
