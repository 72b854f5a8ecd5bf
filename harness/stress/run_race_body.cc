// A RACE_TEST on real threads: variants stress and tsan, and builds outside any
// variant.

#include <cstdlib>
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
#include "harness/stress/self_check.h"

namespace racekit {
namespace internal {
namespace {

const ::testing::TestInfo& CurrentTest() {
  return *::testing::UnitTest::GetInstance()->current_test_info();
}

// What to type to see it again. Bazel names the target in the environment.
std::string AgainLine(const Report& report) {
  const char* target = std::getenv("TEST_TARGET");
  if (target != nullptr) {
    return absl::StrCat("again: bazel test ", target,
                        " --test_filter=", report.test,
                        " --test_env=RACEKIT_SEED=", report.seed);
  }
  return absl::StrCat("again: --gtest_filter=", report.test,
                      " --racekit_seed=", report.seed);
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
  static const std::string instruments_error = InstrumentsError();
  if (!instruments_error.empty()) {
    ADD_FAILURE_AT(CurrentTest().file(), CurrentTest().line())
        << "racekit: " << instruments_error;
    return;
  }
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
  result.report.test =
      absl::StrCat(CurrentTest().test_suite_name(), ".", CurrentTest().name());
  Record(result);
  if (result.skipped) GTEST_SKIP() << *result.skipped;
  if (result.report.ok()) return;
  TextOptions text;
  text.verbose = asked.verbose.value_or(false);
  ADD_FAILURE_AT(CurrentTest().file(), CurrentTest().line())
      << ReportToText(result.report, text) << AgainLine(result.report);
}

ExecutionState CurrentExecution() {
  const AssertionCapture* capture = AssertionCapture::current();
  if (capture == nullptr) return {};
  return {capture->has_fatal_failure(), capture->has_nonfatal_failure(),
          capture->is_skipped()};
}

}  // namespace internal

void AllowNoThreads() {
  internal::Progress* progress = internal::worker_progress.load();
  if (progress != nullptr) progress->threads_optional = true;
}

}  // namespace racekit
