// Program counters as frames with names.

#ifndef RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_
#define RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_

#include <cstdint>

#include "detectors/finding.h"

namespace racekit::internal {

// The stack of the `size` counters at `pcs`, innermost first. `interrupted`:
// the index of the frame that a signal interrupted; outer ones hold return
// addresses, and inner ones (the handler's) are left out.
Stack SymbolizeStack(const std::uintptr_t* pcs, int size, int interrupted);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_
