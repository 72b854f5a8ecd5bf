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

namespace racekit::internal {

// Captures from construction on, on all threads. One at a time; create and
// destroy it while no thread asserts.
class AssertionCapture : private ::testing::ScopedFakeTestPartResultReporter {
 public:
  AssertionCapture();
  ~AssertionCapture() override;

  AssertionCapture(const AssertionCapture&) = delete;
  AssertionCapture& operator=(const AssertionCapture&) = delete;

  // Of what was captured so far; may be asked while threads assert. (GoogleTest
  // itself would say that nothing has failed, since it never heard of it.)
  bool has_fatal_failure() const { return fatal_failures_ != 0; }
  bool has_nonfatal_failure() const { return nonfatal_failures_ != 0; }
  bool is_skipped() const { return skips_ != 0; }

  // The rest may be asked once no thread asserts any more.

  // Nothing was captured so far. (Ending a capture and beginning another is
  // slow: GoogleTest locks.)
  void Clear();

  // The message of the first GTEST_SKIP().
  std::optional<std::string> skipped() const;

  // One finding for each failure, kAssertion, named by file and line.
  std::vector<Finding> Findings() const;

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

// `text` on one line: line ends and the blanks around them become one blank.
std::string OneLine(const std::string& text);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_
