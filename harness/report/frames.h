// Which frames of a stack are the user's, and what makes two findings the same.
//
// Pure, thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_FRAMES_H_
#define RACEKIT_HARNESS_REPORT_FRAMES_H_

#include <string>

#include "detectors/finding.h"

namespace racekit {

// False for frames of the C and C++ libraries, of GoogleTest, Abseil and the
// sanitiser runtimes, and of racekit's harness: those are folded in reports.
bool IsUserFrame(const Frame& frame);

// The innermost frame of the user's; where there is none, the innermost that
// has a line; null for an empty stack. Points into `stack`.
const Frame* FirstUserFrame(const Stack& stack);
const Frame* FirstUserFrame(Stack&&) = delete;

// "account.cc:14", "libfoo.so+0x1234" where nothing better is known.
std::string ShortSite(const Frame& frame);

// What Finding::fingerprint says it is: the kind, the location's name, and
// function, file and line of the first user frame of each access, in an order
// of its own, so that the two sides of a race may be seen either way round.
std::string Fingerprint(const Finding& finding);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_FRAMES_H_
