// A RACE_TEST on controlled threads: the explore variant.

#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"
#include "harness/contain/debugger.h"
#include "harness/explore.h"
#include "harness/explore/detail.h"
#include "harness/explore/self_check.h"
#include "harness/options.h"
#include "harness/race_report.h"
#include "harness/race_test.h"
#include "harness/race_test_internal.h"
#include "harness/report/text.h"
#include "harness/stress/assertion_capture.h"

namespace racekit {
namespace internal {
namespace {

void RecordCounts(const ExploreCounts& counts) {
  using ::testing::Test;
  Test::RecordProperty("racekit_threads", absl::StrCat(counts.max_threads));
  Test::RecordProperty("racekit_points", absl::StrCat(counts.steps));
  Test::RecordProperty("racekit_accesses", absl::StrCat(counts.accesses));
}

}  // namespace

void RunRaceBody(const RaceExecution& execution) {
  const std::string broken = SelfCheck();
  if (!broken.empty()) {
    FAIL() << "racekit: the engine fails its own check, so a green result "
              "would mean nothing: "
           << broken;
  }
  const Options& asked = GlobalOptions();
  ExploreOptions options;
  options.require_threads = true;
  options.isolation = IsTraced() ? Isolation::kNone : Isolation::kChild;
  options = asked.ApplyTo(options);
  ExploreResult result = ExploreInDetail(
      [&]() -> std::string {
        execution();
        return "";
      },
      FindingKind::kAssertion, options);
  RecordCounts(result.counts);
  Publish(asked, result.report);
  if (result.skipped) GTEST_SKIP() << *result.skipped;
  if (result.report.ok()) {
    std::cout << "racekit: OK  " << ExploredToText(result.report)
              << absl::StrFormat(", %.1f s\n", result.report.seconds);
    for (const std::string& note : result.report.explored->notes) {
      std::cout << "racekit: note: " << note << "\n";
    }
    std::cout << SuspicionsText(asked, result.report);
    return;
  }
  const ::testing::TestInfo& test =
      *::testing::UnitTest::GetInstance()->current_test_info();
  ADD_FAILURE_AT(test.file(), test.line()) << FailureText(asked, result.report);
}

ExecutionState CurrentExecution() {
  const AssertionCapture* capture = AssertionCapture::current();
  if (capture == nullptr) return {};
  return {capture->has_fatal_failure(), capture->has_nonfatal_failure(),
          capture->is_skipped()};
}

}  // namespace internal

void AllowNoThreads() { internal::ExploredMayBeThreadless(); }

}  // namespace racekit
