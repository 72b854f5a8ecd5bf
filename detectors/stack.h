// Stacks of calls, as findings have them.
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_STACK_H_
#define RACEKIT_DETECTORS_STACK_H_

#include <cstdint>
#include <string>
#include <vector>

namespace racekit {

// One line of a stack. `function`, `file` and `line` are empty or 0 where
// unknown.
struct Frame {
  std::uintptr_t pc = 0;
  std::string function;
  std::string file;
  int line = 0;
  std::string module;        // path of the executable or shared library
  std::uint64_t offset = 0;  // of `pc` in `module`
};

using Stack = std::vector<Frame>;  // innermost call first

}  // namespace racekit

#endif  // RACEKIT_DETECTORS_STACK_H_
