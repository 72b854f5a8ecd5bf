// Time in the controlled world: nanoseconds that pass only when nobody can run,
// or when the strategy lets a timer expire.

#ifndef RACEKIT_HARNESS_RUNTIME_VIRTUAL_TIME_H_
#define RACEKIT_HARNESS_RUNTIME_VIRTUAL_TIME_H_

#include <time.h>

#include <cstdint>

namespace racekit::runtime {

// The clocks differ by constants; all of them run on virtual time.
bool IsVirtualClock(clockid_t clock);
timespec ReadClock(clockid_t clock);

// An absolute time of `clock` as the world's deadline; times out of range mean
// never.
std::uint64_t DeadlineOf(clockid_t clock, const timespec& time);
// A duration from now.
std::uint64_t DeadlineAfter(const timespec& duration);

// Those who slept when the last execution was abandoned.
void ForgetSleepers();

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_VIRTUAL_TIME_H_
