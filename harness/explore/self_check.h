// Proof that the instruments work, before a test's silence is believed.

#ifndef RACEKIT_HARNESS_EXPLORE_SELF_CHECK_H_
#define RACEKIT_HARNESS_EXPLORE_SELF_CHECK_H_

#include <string>

namespace racekit::internal {

// Explores two planted bugs, once in a process: "" if the engine finds them,
// else what it missed and why that may be.
const std::string& SelfCheck();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_SELF_CHECK_H_
