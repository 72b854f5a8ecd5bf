// What a body's assertions say, whoever implements them: GoogleTest where the
// program is linked with it (assertion_capture.h), else nobody. Whoever asks
// by this header alone can be linked into programs that know no GoogleTest.

#ifndef RACEKIT_HARNESS_STRESS_ASSERTIONS_H_
#define RACEKIT_HARNESS_STRESS_ASSERTIONS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detectors/finding.h"

namespace racekit::internal {

// One capture at a time; create and destroy it while no thread asserts.
class Assertions {
 public:
  // Captures from now on, on all threads. Null in a program without GoogleTest.
  static std::unique_ptr<Assertions> Capture();

  // The capture that is active in this process, or null.
  static Assertions* current();

  Assertions(const Assertions&) = delete;
  Assertions& operator=(const Assertions&) = delete;
  virtual ~Assertions();

  // The rest may be asked once no thread asserts any more.

  // Nothing was captured so far. (Ending a capture and beginning another is
  // slow: GoogleTest locks.)
  virtual void Clear() = 0;

  // The message of the first GTEST_SKIP().
  virtual std::optional<std::string> skipped() const = 0;

  // One finding for each failure, kAssertion, named by file and line.
  virtual std::vector<Finding> Findings() const = 0;

 protected:
  Assertions();
};

// Defined by google_test_assertions.cc, if that is linked.
[[gnu::weak]] std::unique_ptr<Assertions> CaptureGoogleTestAssertions();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_ASSERTIONS_H_
