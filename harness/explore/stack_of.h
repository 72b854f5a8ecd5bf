// Nodes of the call tree as stacks with functions, files and lines.

#ifndef RACEKIT_HARNESS_EXPLORE_STACK_OF_H_
#define RACEKIT_HARNESS_EXPLORE_STACK_OF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "detectors/finding.h"
#include "harness/runtime/call_tree.h"

namespace racekit::internal {

// The stack of an operation at `pc` in the function of `node`; inlined calls
// have frames of their own.
Stack StackOf(runtime::CallNode node, std::uintptr_t pc);

// Where that is in the user's code: "file.cc:12", or the function where there
// is no line.
std::string Place(const Stack& stack);

// Of findings of a forked process: the next one that comes by these places need
// not ask a symboliser.
void RememberPlaces(const std::vector<Finding>& findings);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_STACK_OF_H_
