// timerfds on virtual time.

#ifndef RACEKIT_HARNESS_RUNTIME_TIMER_DESCRIPTORS_H_
#define RACEKIT_HARNESS_RUNTIME_TIMER_DESCRIPTORS_H_

#include <cstdint>

namespace racekit::runtime {

// Makes those readable whose time has come. To be called before anything is
// asked of the kernel.
void ExpireTimerDescriptors();

// When the next one expires; kNever if none is set.
std::uint64_t NextTimerDescriptor();

// Of an expired timerfd: how often it did since it was last read, which is now.
// 0 if it has not, -1 if `fd` is no timerfd that a body made.
std::int64_t TakeExpirations(int fd);

void ForgetTimerDescriptor(int fd);
void ForgetTimerDescriptors();

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_TIMER_DESCRIPTORS_H_
