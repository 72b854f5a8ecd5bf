#include "harness/stress/assertions.h"

#include <atomic>
#include <memory>

namespace racekit::internal {
namespace {

std::atomic<Assertions*> active_capture{nullptr};

}  // namespace

Assertions::Assertions() { active_capture.store(this); }

Assertions::~Assertions() { active_capture.store(nullptr); }

Assertions* Assertions::current() { return active_capture.load(); }

std::unique_ptr<Assertions> Assertions::Capture() {
  if (CaptureGoogleTestAssertions == nullptr) return nullptr;
  return CaptureGoogleTestAssertions();
}

}  // namespace racekit::internal
