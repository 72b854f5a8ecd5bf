#include "harness/explore/containment.h"

#include <cstdlib>
#include <exception>

#include "harness/contain/exception_text.h"
#include "harness/runtime/crash.h"
#include "harness/runtime/thread.h"

namespace racekit::internal {
namespace {

std::terminate_handler handler_before = nullptr;

// The exception stands where it was thrown: nobody who would catch it was
// found, so nothing has been unwound.
[[noreturn]] void OnTerminate() {
  if (runtime::self != nullptr) {
    runtime::Crash(
        runtime::CrashKind::kException,
        reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)),
        DescribeUncaughtException().c_str());
  }
  if (handler_before != nullptr) handler_before();
  std::abort();
}

}  // namespace

Containment::Containment() {
  runtime::ContainCrashes();
  handler_before = std::set_terminate(&OnTerminate);
}

Containment::~Containment() {
  std::set_terminate(handler_before);
  runtime::ReleaseCrashes();
}

}  // namespace racekit::internal
