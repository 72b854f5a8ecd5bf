// Signals in words; their names alone are SignalName()'s
// (harness/process/exit_status.h).

#ifndef RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_
#define RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_

#include <string>

namespace racekit::internal {

// "SIGSEGV (Segmentation fault)".
std::string SignalText(int signal);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_SIGNAL_TEXT_H_
