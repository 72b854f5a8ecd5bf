// The conversation with addr2line or llvm-symbolizer.

#ifndef RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_
#define RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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
// lines a frame: the function; file and line.
FramesOf ParseAddr2line(absl::string_view text);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_SYMBOLIZER_PROCESS_H_
