// Whether a debugger looks on.

#ifndef RACEKIT_HARNESS_CONTAIN_DEBUGGER_H_
#define RACEKIT_HARNESS_CONTAIN_DEBUGGER_H_

namespace racekit::internal {

// True if this process is being traced (gdb, lldb, strace). False also where
// /proc does not tell.
bool IsTraced();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_DEBUGGER_H_
