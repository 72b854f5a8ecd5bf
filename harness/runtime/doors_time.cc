// Sleeps and clocks, on virtual time: a sleep costs nothing, and a clock shows
// what the world's time is.

#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

// Nobody wakes a sleeper but time.
WaitQueue sleepers;

void Sleep(Thread* current, std::uint64_t deadline) {
  world.Point(current, Op::kYield, nullptr);
  world.Block(current, &sleepers, deadline, "sleep", nullptr);
}

// Looking at the clock takes a moment, so that a loop around it ends.
void Look(Thread* current) {
  constexpr std::uint64_t kLook = 100;
  world.Advance(kLook);
  world.NoProgress(current);
}

}  // namespace

namespace racekit::runtime {
void ForgetSleepers() { sleepers = {}; }
}  // namespace racekit::runtime

RACEKIT_NEXT(nanosleep, int, (const timespec*, timespec*));
extern "C" int nanosleep(const timespec* duration, timespec* rest) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_nanosleep()(duration, rest);
  if (!IsValid(duration)) {
    errno = EINVAL;
    return -1;
  }
  Sleep(current, DeadlineAfter(*duration));
  return 0;
}

RACEKIT_NEXT(clock_nanosleep, int,
             (clockid_t, int, const timespec*, timespec*));
extern "C" int clock_nanosleep(clockid_t clock, int flags, const timespec* time,
                               timespec* rest) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_clock_nanosleep()(clock, flags, time, rest);
  }
  if (!IsVirtualClock(clock) || !IsValid(time)) return EINVAL;
  Sleep(current, (flags & TIMER_ABSTIME) != 0 ? DeadlineOf(clock, *time)
                                              : DeadlineAfter(*time));
  return 0;
}

RACEKIT_NEXT(usleep, int, (useconds_t));
extern "C" int usleep(useconds_t microseconds) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_usleep()(microseconds);
  Sleep(current, world.now() + std::uint64_t{microseconds} * 1000);
  return 0;
}

RACEKIT_NEXT(sleep, unsigned, (unsigned));
extern "C" unsigned sleep(unsigned seconds) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sleep()(seconds);
  Sleep(current, world.now() + std::uint64_t{seconds} * 1'000'000'000);
  return 0;
}

RACEKIT_NEXT(clock_gettime, int, (clockid_t, timespec*));
extern "C" int clock_gettime(clockid_t clock, timespec* time) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr || !IsVirtualClock(clock)) {
    return Next_clock_gettime()(clock, time);
  }
  Look(current);
  *time = ReadClock(clock);
  return 0;
}

RACEKIT_NEXT(gettimeofday, int, (timeval*, void*));
extern "C" int gettimeofday(timeval* time, void* zone) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_gettimeofday()(time, zone);
  Look(current);
  const timespec now = ReadClock(CLOCK_REALTIME);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

RACEKIT_NEXT(time, time_t, (time_t*));
extern "C" time_t time(time_t* result) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_time()(result);
  Look(current);
  const timespec now = ReadClock(CLOCK_REALTIME);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}
