// timerfds: set and read on virtual time. So that poll() and its like see an
// expired one, the kernel's own timer is then set to a moment that has passed.

#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/door.h"
#include "harness/runtime/io_wait.h"
#include "harness/runtime/timer_descriptors.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

struct TimerDescriptor {
  int fd = -1;
  clockid_t clock = CLOCK_MONOTONIC;
  std::uint64_t next = kNever;   // expires then
  std::uint64_t interval = 0;    // and again after so long
  std::int64_t expirations = 0;  // not read yet
};

constexpr int kMaxTimers = 256;
TimerDescriptor timers[kMaxTimers];
int timer_count = 0;

TimerDescriptor* Find(int fd) {
  for (int i = 0; i < timer_count; ++i) {
    if (timers[i].fd == fd) return &timers[i];
  }
  return nullptr;
}

std::uint64_t Nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

timespec ToTimespec(std::uint64_t nanoseconds) {
  return {static_cast<time_t>(nanoseconds / 1'000'000'000),
          static_cast<long>(nanoseconds % 1'000'000'000)};
}

// Readable for poll() and its like, or not.
void Show(const TimerDescriptor& timer, bool expired) {
  itimerspec setting = {};
  if (expired) setting.it_value.tv_nsec = 1;  // long past, on any clock
  RawSyscall(SYS_timerfd_settime, timer.fd, TFD_TIMER_ABSTIME,
             reinterpret_cast<long>(&setting));
  if (!expired) return;
  pollfd wait = {timer.fd, POLLIN, 0};
  RawSyscall(SYS_poll, reinterpret_cast<long>(&wait), 1, 1000);
}

itimerspec Remaining(const TimerDescriptor& timer) {
  itimerspec setting = {};
  setting.it_interval = ToTimespec(timer.interval);
  if (timer.next != kNever) {
    const std::uint64_t now = world.now();
    setting.it_value = ToTimespec(timer.next > now ? timer.next - now : 1);
  }
  return setting;
}

int Fail(int error) {
  errno = error;
  return -1;
}

}  // namespace

namespace racekit::runtime {

void ExpireTimerDescriptors() {
  const std::uint64_t now = world.now();
  for (int i = 0; i < timer_count; ++i) {
    TimerDescriptor& timer = timers[i];
    if (timer.next > now) continue;
    std::uint64_t times = 1;
    if (timer.interval > 0) times += (now - timer.next) / timer.interval;
    timer.next =
        timer.interval > 0 ? timer.next + times * timer.interval : kNever;
    if (timer.expirations == 0) Show(timer, true);
    timer.expirations += static_cast<std::int64_t>(times);
  }
}

std::uint64_t NextTimerDescriptor() {
  std::uint64_t next = kNever;
  for (int i = 0; i < timer_count; ++i) {
    if (timers[i].next < next) next = timers[i].next;
  }
  return next;
}

std::int64_t TakeExpirations(int fd) {
  TimerDescriptor* timer = Find(fd);
  if (timer == nullptr) return -1;
  const std::int64_t expirations = timer->expirations;
  timer->expirations = 0;
  if (expirations > 0) Show(*timer, false);
  return expirations;
}

void ForgetTimerDescriptor(int fd) {
  TimerDescriptor* timer = Find(fd);
  if (timer != nullptr) *timer = timers[--timer_count];
}

void ForgetTimerDescriptors() { timer_count = 0; }

}  // namespace racekit::runtime

RACEKIT_NEXT(timerfd_create, int, (int, int));
extern "C" int timerfd_create(int clock, int flags) noexcept {
  const int fd = Next_timerfd_create()(clock, flags);
  if (fd < 0 || AtDoor(RACEKIT_CALLER()) == nullptr) return fd;
  if (timer_count == kMaxTimers) Refuse("more than 256 timerfds");
  timers[timer_count] = {};
  timers[timer_count].fd = fd;
  timers[timer_count++].clock = clock;
  MarkInside(fd);
  return fd;
}

RACEKIT_NEXT(timerfd_settime, int, (int, int, const itimerspec*, itimerspec*));
extern "C" int timerfd_settime(int fd, int flags, const itimerspec* setting,
                               itimerspec* old) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  TimerDescriptor* timer = current == nullptr ? nullptr : Find(fd);
  if (timer == nullptr) return Next_timerfd_settime()(fd, flags, setting, old);
  if (!IsValid(&setting->it_value) || !IsValid(&setting->it_interval)) {
    return Fail(EINVAL);
  }
  world.Point(current, Op::kNotify, IoObject(fd));
  if (old != nullptr) *old = Remaining(*timer);
  TakeExpirations(fd);
  timer->interval = Nanoseconds(setting->it_interval);
  const std::uint64_t value = Nanoseconds(setting->it_value);
  timer->next = value == 0 ? kNever
                : (flags & TFD_TIMER_ABSTIME) != 0
                    ? DeadlineOf(timer->clock, setting->it_value)
                    : DeadlineAfter(setting->it_value);
  // Those who wait have another deadline now.
  IoHappened(current);
  return 0;
}

RACEKIT_NEXT(timerfd_gettime, int, (int, itimerspec*));
extern "C" int timerfd_gettime(int fd, itimerspec* setting) noexcept {
  const TimerDescriptor* timer =
      AtDoor(RACEKIT_CALLER()) == nullptr ? nullptr : Find(fd);
  if (timer == nullptr) return Next_timerfd_gettime()(fd, setting);
  ExpireTimerDescriptors();
  *setting = Remaining(*timer);
  return 0;
}
