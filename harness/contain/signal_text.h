// Signals in words.

#ifndef RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_
#define RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_

#include <string>

namespace racekit::internal {

// "SIGSEGV", or "signal 34" for one without a name.
std::string SignalName(int signal);

// "SIGSEGV (Segmentation fault)".
std::string SignalText(int signal);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_
