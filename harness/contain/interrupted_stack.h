// The stack of what a signal interrupted, seen from its handler.

#ifndef RACEKIT_HARNESS_CONTAIN_INTERRUPTED_STACK_H_
#define RACEKIT_HARNESS_CONTAIN_INTERRUPTED_STACK_H_

#include <cstdint>

namespace racekit::internal {

// Call once before a handler may need it: the first walk loads and allocates.
void PrepareStackWalks();

// Fills `pcs` with the stack, innermost first, without the frames of handlers;
// returns how many. Async-signal-safe.
int InterruptedStack(std::uintptr_t* pcs, int max);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_INTERRUPTED_STACK_H_
