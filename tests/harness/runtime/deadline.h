// Absolute times for functions that want a timespec.

#ifndef RACEKIT_TESTS_HARNESS_RUNTIME_DEADLINE_H_
#define RACEKIT_TESTS_HARNESS_RUNTIME_DEADLINE_H_

#include <time.h>

#include <cstdint>

namespace racekit {

inline std::int64_t Nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

inline timespec Now(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now;
}

// 2 ms from now, for waits that cannot succeed.
inline timespec Soon(clockid_t clock) {
  timespec time = Now(clock);
  time.tv_nsec += 2'000'000;
  if (time.tv_nsec >= 1'000'000'000) {
    time.tv_nsec -= 1'000'000'000;
    ++time.tv_sec;
  }
  return time;
}

// In an hour, for waits that are going to succeed.
inline timespec InAnHour(clockid_t clock) {
  timespec time = Now(clock);
  time.tv_sec += 3600;
  return time;
}

inline bool Passed(clockid_t clock, const timespec& time) {
  return Nanoseconds(Now(clock)) >= Nanoseconds(time);
}

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_RUNTIME_DEADLINE_H_
