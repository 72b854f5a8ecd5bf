// poll, select and epoll, with timeouts on virtual time: each asks the kernel
// what is ready now, and waits in the world if nothing is.

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>

#include "harness/runtime/access.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/door.h"
#include "harness/runtime/io_wait.h"
#include "harness/runtime/timer_descriptors.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

long Result(long result) {
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

long Pointer(const volatile void* pointer) {
  return reinterpret_cast<long>(pointer);
}

std::uint64_t DeadlineInMs(int timeout) {
  if (timeout < 0) return kNever;
  return world.now() + static_cast<std::uint64_t>(timeout) * 1'000'000;
}

std::uint64_t DeadlineIn(const timespec* timeout) {
  return timeout == nullptr ? kNever : DeadlineAfter(*timeout);
}

// `probe`: a system call that does not wait; its result.
template <typename Probe>
long WaitUntilReady(Thread* current, const pollfd* fds, int count,
                    std::uint64_t deadline, const char* what, Probe probe) {
  world.Point(current, Op::kWait, IoObject(count > 0 ? fds[0].fd : -1));
  for (;;) {
    ExpireTimerDescriptors();
    const long result = probe();
    if (result != 0) return result;
    if (deadline <= world.now()) {
      world.NoProgress(current);
      return 0;
    }
    WaitForIo(current, fds, count, deadline, what);
  }
}

// With a mask, signals are let in for the moment of the probe alone.
long Poll(Thread* current, pollfd* fds, nfds_t count, std::uint64_t deadline,
          const sigset_t* mask, const char* what) {
  return WaitUntilReady(
      current, fds, static_cast<int>(count), deadline, what, [&] {
        timespec now = {};
        return RawSyscall(SYS_ppoll, Pointer(fds), static_cast<long>(count),
                          Pointer(&now), Pointer(mask), sizeof(unsigned long));
      });
}

// What a select() asks, as descriptors to poll.
int ToPollfds(int count, const fd_set* reads, const fd_set* writes,
              const fd_set* exceptions, pollfd* fds) {
  int size = 0;
  for (int fd = 0; fd < count && fd < FD_SETSIZE; ++fd) {
    short events = 0;
    if (reads != nullptr && FD_ISSET(fd, reads)) events |= POLLIN;
    if (writes != nullptr && FD_ISSET(fd, writes)) events |= POLLOUT;
    if (exceptions != nullptr && FD_ISSET(fd, exceptions)) events |= POLLPRI;
    if (events != 0) fds[size++] = {fd, events, 0};
  }
  return size;
}

struct Sets {
  fd_set* of[3];
};

long Select(Thread* current, int count, Sets sets, std::uint64_t deadline,
            const char* what) {
  auto* fds = static_cast<pollfd*>(
      world.region().Allocate(sizeof(pollfd) * FD_SETSIZE));
  const int size = ToPollfds(count, sets.of[0], sets.of[1], sets.of[2], fds);
  fd_set asked[3];
  for (int i = 0; i < 3; ++i) {
    if (sets.of[i] != nullptr) asked[i] = *sets.of[i];
  }
  return WaitUntilReady(current, fds, size, deadline, what, [&] {
    for (int i = 0; i < 3; ++i) {
      if (sets.of[i] != nullptr) *sets.of[i] = asked[i];
    }
    timeval now = {};
    return RawSyscall(SYS_select, count, Pointer(sets.of[0]),
                      Pointer(sets.of[1]), Pointer(sets.of[2]), Pointer(&now));
  });
}

long EpollWait(Thread* current, int fd, epoll_event* events, int count,
               std::uint64_t deadline, const sigset_t* mask) {
  const pollfd wait = {fd, POLLIN, 0};
  return WaitUntilReady(
      current, &wait, 1, deadline, "events (epoll_wait)", [&] {
        return RawSyscall(SYS_epoll_pwait, fd, Pointer(events), count, 0,
                          Pointer(mask), sizeof(unsigned long));
      });
}

}  // namespace

extern "C" {

RACEKIT_NEXT(poll, int, (pollfd*, nfds_t, int));
int poll(pollfd* fds, nfds_t count, int timeout) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_poll()(fds, count, timeout);
  return static_cast<int>(Result(Poll(
      current, fds, count, DeadlineInMs(timeout), nullptr, "events (poll)")));
}

RACEKIT_NEXT(ppoll, int, (pollfd*, nfds_t, const timespec*, const sigset_t*));
int ppoll(pollfd* fds, nfds_t count, const timespec* timeout,
          const sigset_t* mask) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_ppoll()(fds, count, timeout, mask);
  return static_cast<int>(Result(
      Poll(current, fds, count, DeadlineIn(timeout), mask, "events (ppoll)")));
}

RACEKIT_NEXT(select, int, (int, fd_set*, fd_set*, fd_set*, timeval*));
int select(int count, fd_set* reads, fd_set* writes, fd_set* exceptions,
           timeval* timeout) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_select()(count, reads, writes, exceptions, timeout);
  }
  std::uint64_t deadline = kNever;
  if (timeout != nullptr) {
    deadline = DeadlineAfter({timeout->tv_sec, timeout->tv_usec * 1000});
  }
  const long result = Select(current, count, {{reads, writes, exceptions}},
                             deadline, "events (select)");
  if (timeout != nullptr) {  // Linux tells what is left
    const std::uint64_t now = world.now();
    const std::uint64_t left = deadline > now ? deadline - now : 0;
    *timeout = {static_cast<time_t>(left / 1'000'000'000),
                static_cast<suseconds_t>(left % 1'000'000'000 / 1000)};
  }
  return static_cast<int>(Result(result));
}

RACEKIT_NEXT(pselect, int,
             (int, fd_set*, fd_set*, fd_set*, const timespec*,
              const sigset_t*));
int pselect(int count, fd_set* reads, fd_set* writes, fd_set* exceptions,
            const timespec* timeout, const sigset_t* mask) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_pselect()(count, reads, writes, exceptions, timeout, mask);
  }
  if (mask != nullptr) Refuse("pselect() with a signal mask");
  return static_cast<int>(
      Result(Select(current, count, {{reads, writes, exceptions}},
                    DeadlineIn(timeout), "events (pselect)")));
}

RACEKIT_NEXT(epoll_wait, int, (int, epoll_event*, int, int));
int epoll_wait(int fd, epoll_event* events, int count, int timeout) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_epoll_wait()(fd, events, count, timeout);
  return static_cast<int>(Result(
      EpollWait(current, fd, events, count, DeadlineInMs(timeout), nullptr)));
}

RACEKIT_NEXT(epoll_pwait, int, (int, epoll_event*, int, int, const sigset_t*));
int epoll_pwait(int fd, epoll_event* events, int count, int timeout,
                const sigset_t* mask) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_epoll_pwait()(fd, events, count, timeout, mask);
  }
  return static_cast<int>(Result(
      EpollWait(current, fd, events, count, DeadlineInMs(timeout), mask)));
}

RACEKIT_NEXT(epoll_create1, int, (int));
int epoll_create1(int flags) noexcept {
  const int fd = Next_epoll_create1()(flags);
  if (Controlled() != nullptr) MarkInside(fd);
  return fd;
}

RACEKIT_NEXT(epoll_ctl, int, (int, int, int, epoll_event*));
int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_epoll_ctl()(epoll, operation, fd, event);
  world.Point(current, Op::kNotify, IoObject(epoll));
  const long result =
      RawSyscall(SYS_epoll_ctl, epoll, operation, fd, Pointer(event));
  // Who waits for it may have something now, and maybe from outside.
  if (result == 0 && operation == EPOLL_CTL_ADD && !IsInside(fd)) {
    ForgetInside(epoll);
  }
  if (result == 0) IoHappened(current);
  return static_cast<int>(Result(result));
}

}  // extern "C"
