// Writing to a pipe whose reader may be gone.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_QUIET_WRITE_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_QUIET_WRITE_H_

#include <sys/types.h>

#include <string_view>

namespace racekit::internal {

// write(), but a reader that has gone is only ever EPIPE, never SIGPIPE: the
// program around us may not have said what to do with that signal, and we must
// not say it for the whole process. Repeats on EINTR.
ssize_t QuietWrite(int fd, std::string_view data);

// Writes all of `data`, waiting where the pipe is full. False if it cannot be
// written.
bool WriteAll(int fd, std::string_view data);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_QUIET_WRITE_H_
