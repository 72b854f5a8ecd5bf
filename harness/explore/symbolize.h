// Addresses of code as functions, files and lines. Done when a finding is
// reported, never while an execution runs.

#ifndef RACEKIT_HARNESS_EXPLORE_SYMBOLIZE_H_
#define RACEKIT_HARNESS_EXPLORE_SYMBOLIZE_H_

#include <cstdint>

#include "detectors/finding.h"
#include "harness/runtime/call_tree.h"

namespace racekit::internal {

// The stack of an operation at `pc` in the function of `node`; inlined calls
// have frames of their own.
Stack StackOf(runtime::CallNode node, std::uintptr_t pc);

// The innermost frame that is neither the standard library's nor a test
// framework's; the innermost of all where there is none such, null for an empty
// stack.
const Frame* UserFrame(const Stack& stack);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_SYMBOLIZE_H_
