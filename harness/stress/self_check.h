// Do racekit's instruments work in this binary?

#ifndef RACEKIT_HARNESS_STRESS_SELF_CHECK_H_
#define RACEKIT_HARNESS_STRESS_SELF_CHECK_H_

#include <string>

namespace racekit::internal {

// Starts a thread and takes locks, and looks whether racekit saw it all. "" if
// so; else what is wrong and what may help. A binary in which calls do not
// arrive would find little and look healthy.
std::string InstrumentsError();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_SELF_CHECK_H_
