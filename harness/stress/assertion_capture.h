// GoogleTest's failed assertions, taken out of its hands: a failure in one run
// of a body is a finding, and the test goes on.

#ifndef RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_
#define RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_

#include <optional>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"

namespace racekit::internal {

// Captures from construction on, on all threads. One at a time; create and
// destroy it while no thread asserts.
class AssertionCapture {
 public:
  AssertionCapture();
  ~AssertionCapture();

  AssertionCapture(const AssertionCapture&) = delete;
  AssertionCapture& operator=(const AssertionCapture&) = delete;

  // Of what was captured so far. (GoogleTest itself would answer "no failure"
  // to the body's HasFatalFailure(), since it never saw one.)
  bool has_fatal_failure() const;
  // The message of the first GTEST_SKIP().
  std::optional<std::string> skipped() const;

  // One finding for each failure, kAssertion, named by file and line.
  std::vector<Finding> Findings() const;

  // The capture that is active in this process, or null.
  static AssertionCapture* current();

 private:
  ::testing::TestPartResultArray results_;
  ::testing::ScopedFakeTestPartResultReporter reporter_;
};

// `text` on one line: line ends and the blanks around them become one blank.
std::string OneLine(const std::string& text);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_ASSERTION_CAPTURE_H_
