// GoogleTest's failed assertions, taken out of its hands: a failure in one run
// of a body is a finding, and the test goes on.

#ifndef RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_
#define RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "harness/stress/assertions.h"

namespace racekit::internal {

// Captures from construction on, on all threads. One at a time; create and
// destroy it while no thread asserts.
class AssertionCapture final
    : public Assertions,
      private ::testing::ScopedFakeTestPartResultReporter {
 public:
  AssertionCapture();

  // Of what was captured so far; may be asked while threads assert. (GoogleTest
  // itself would say that nothing has failed, since it never heard of it.)
  bool has_fatal_failure() const { return fatal_failures_ != 0; }
  bool has_nonfatal_failure() const { return nonfatal_failures_ != 0; }
  bool is_skipped() const { return skips_ != 0; }

  void Clear() override;
  std::optional<std::string> skipped() const override;
  std::vector<Finding> Findings() const override;

  // The capture that is active in this process, or null.
  static AssertionCapture* current();

 private:
  // Called under a lock of GoogleTest's.
  void ReportTestPartResult(const ::testing::TestPartResult& result) override;

  ::testing::TestPartResultArray unused_;
  std::vector<::testing::TestPartResult> results_;
  std::atomic<int> fatal_failures_{0};
  std::atomic<int> nonfatal_failures_{0};
  std::atomic<int> skips_{0};
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_
