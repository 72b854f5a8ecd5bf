#include <memory>

#include "harness/stress/assertion_capture.h"
#include "harness/stress/assertions.h"

namespace racekit::internal {

std::unique_ptr<Assertions> CaptureGoogleTestAssertions() {
  return std::make_unique<AssertionCapture>();
}

}  // namespace racekit::internal
