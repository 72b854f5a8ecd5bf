// Addresses of code as functions, files and lines. The one place that knows
// how; for findings, never while code under test runs.
//
// Files, lines and inlined calls come from addr2line (binutils), which whoever
// has a compiler has, or from llvm-symbolizer, which comes first in what clang
// compiled: one child process for each new set of addresses, the answers kept.
// Without either, functions come from the symbol tables, and there are no
// lines.

#ifndef RACEKIT_HARNESS_SYMBOLS_SYMBOLS_H_
#define RACEKIT_HARNESS_SYMBOLS_SYMBOLS_H_

#include <cstdint>

#include "detectors/finding.h"

namespace racekit::internal {

// What the innermost address of a stack is; all others are return addresses.
enum class Innermost {
  kReturnAddress,  // just behind a call: of a hook, or of a function like any
  kInterrupted,    // the instruction itself, as a signal handler sees it
};

// The stack of `size` addresses of this process at `pcs`, innermost first.
// Inlined calls have frames of their own; equal neighbours, as TSan writes
// them for inlined calls, count as one. Paths are as Bazel's user knows them:
// relative to the workspace. Not thread-safe.
Stack Symbolize(const std::uintptr_t* pcs, int size,
                Innermost innermost = Innermost::kReturnAddress);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_SYMBOLS_H_
