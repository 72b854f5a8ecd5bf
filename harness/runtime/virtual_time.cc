#include "harness/runtime/virtual_time.h"

#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
// What CLOCK_REALTIME shows when the world's time is 0: in September 2020.
constexpr std::uint64_t kEpoch = std::uint64_t{1'600'000'000} * kSecond;

bool IsRealtime(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

}  // namespace

bool IsVirtualClock(clockid_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
      return true;
    default:
      return false;
  }
}

timespec ReadClock(clockid_t clock) {
  const std::uint64_t time = world.now() + (IsRealtime(clock) ? kEpoch : 0);
  return {static_cast<time_t>(time / kSecond),
          static_cast<long>(time % kSecond)};
}

std::uint64_t DeadlineOf(clockid_t clock, const timespec& time) {
  if (time.tv_sec < 0) return 0;
  const auto seconds = static_cast<std::uint64_t>(time.tv_sec);
  if (seconds > kNever / kSecond - 1) return kNever;
  const std::uint64_t absolute =
      seconds * kSecond + static_cast<std::uint64_t>(time.tv_nsec);
  if (!IsRealtime(clock)) return absolute;
  return absolute > kEpoch ? absolute - kEpoch : 0;
}

std::uint64_t DeadlineAfter(const timespec& duration) {
  if (duration.tv_sec < 0) return 0;
  const auto seconds = static_cast<std::uint64_t>(duration.tv_sec);
  if (seconds > (kNever - world.now()) / kSecond - 2) return kNever;
  return world.now() + seconds * kSecond +
         static_cast<std::uint64_t>(duration.tv_nsec);
}

}  // namespace racekit::runtime
