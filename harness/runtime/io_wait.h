// Waiting for file descriptors. The kernel has the data, the world decides who
// runs: a controlled thread that would block in the kernel waits here, and is
// tried again whenever another has done input or output.

#ifndef RACEKIT_HARNESS_RUNTIME_IO_WAIT_H_
#define RACEKIT_HARNESS_RUNTIME_IO_WAIT_H_

#include <poll.h>

#include <cstdint>

#include "harness/runtime/thread.h"

namespace racekit::runtime {

// `current` could not get on with `fds`. Waits until another thread did input
// or output, whether or not it concerns these, or somebody outside the world
// did, or until the (virtual) deadline: false.
bool WaitForIo(Thread* current, const pollfd* fds, int count,
               std::uint64_t deadline, const char* what);

// `current` did input or output: those who wait try again.
void IoHappened(Thread* current);

// Nobody can run. If threads wait for descriptors that somebody outside the
// world may have a hand in, sleeps in the kernel until one is ready, and wakes
// them: true. False where nobody came within kOutsideWait, or nobody can.
inline constexpr int kOutsideWaitMs = 2000;
bool AwaitOutside();

// Both ends are in this process, in the hands of controlled threads: nobody
// else will make it ready.
void MarkInside(int fd);
bool IsInside(int fd);
void ForgetInside(int fd);

// Those who waited when the last execution was abandoned.
void ForgetIoWaiters();

// What a descriptor stands for, for happens-before: whoever reads from it comes
// after those who wrote to it. The two ends of a pipe are one; all sockets are
// one, and so are all eventfds and their like, since their ends cannot be
// matched.
const void* IoObject(int fd);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_IO_WAIT_H_
