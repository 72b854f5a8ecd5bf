// The conversation with addr2line or llvm-symbolizer.

#ifndef RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_
#define RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "detectors/finding.h"

namespace racekit::internal {

// Frames by link-time address; of each frame `function`, `file` and `line`.
// What the symboliser knows no line of has no frames.
using FramesOf = std::map<std::uint64_t, Stack>;

// Asks for `addresses` of the file `module`. Empty if there is no symboliser.
FramesOf AskSymbolizer(const std::string& module,
                       const std::vector<std::uint64_t>& addresses);

// What `addr2line -a -f -i` prints: for each address a line "0x...", then two
// lines a frame: the function; file and line. Frames without a file are left
// out; those of a file and no line, "account.cc:?", have line 0. Total.
FramesOf ParseAddr2line(absl::string_view text);

// Code that the compiler merged or moved belongs to no line (clang's line 0):
// frames that say so are left out. If none is left, or the outermost says that
// the function stands in a header of the standard library, a frame is added
// with the line of the nearest code before it in the same function, which `ask`
// is asked for.
void TakeNearestLines(
    absl::FunctionRef<FramesOf(const std::vector<std::uint64_t>&)> ask,
    FramesOf& frames_of);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_
