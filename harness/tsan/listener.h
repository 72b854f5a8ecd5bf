// Fails the GoogleTest test during which ThreadSanitizer raised a report.
//
// Without it GoogleTest says PASSED, and only the process's exit status tells.

#ifndef RACEKIT_HARNESS_TSAN_LISTENER_H_
#define RACEKIT_HARNESS_TSAN_LISTENER_H_

namespace racekit::internal {

// To be called once, between InitGoogleTest() and RUN_ALL_TESTS(). Does nothing
// where TSan is not active. A report outside any test (in a static constructor
// or destructor, or in SetUpTestSuite) is printed and makes the process exit
// with TSan's status, 66 by default.
void InstallTsanListener();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_TSAN_LISTENER_H_
