// Program counters as frames with names, files and lines.

#ifndef RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_
#define RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_

#include <cstdint>

#include "detectors/finding.h"

namespace racekit::internal {

// The stack of the `size` counters at `pcs`, innermost first: where that one is
// in this process, and behind which calls the others. Inlined functions have
// frames of their own.
//
// Files and lines come from binutils' addr2line, which whoever has a compiler
// has; without it there are functions only. Answers are kept, so the same crash
// seen again costs nothing. Not thread-safe.
Stack SymbolizeStack(const std::uintptr_t* pcs, int size);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_SYMBOLIZE_H_
