// A RACE_TEST on real threads: variants stress and tsan, and builds outside any
// variant.

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "harness/options.h"
#include "harness/race_report.h"
#include "harness/race_test.h"
#include "harness/race_test_internal.h"
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

void RecordCounts(const RunCounts& counts) {
  using ::testing::Test;
  Test::RecordProperty("racekit_threads", absl::StrCat(counts.threads_created));
  Test::RecordProperty("racekit_points", absl::StrCat(counts.all_points()));
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
  RecordCounts(result.counts);
  Publish(asked, result.report);
  if (result.skipped) GTEST_SKIP() << *result.skipped;
  if (result.report.ok()) return;
  ADD_FAILURE_AT(CurrentTest().file(), CurrentTest().line())
      << FailureText(asked, result.report);
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
