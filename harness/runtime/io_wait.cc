#include "harness/runtime/io_wait.h"

#include <sys/stat.h>
#include <sys/syscall.h>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/timer_descriptors.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

namespace {

WaitQueue waiters;

// What a waiting thread waits for; on its stack.
struct Interest {
  const pollfd* fds;
  int count;
};

constexpr int kMaxInside = 4096;
std::uint64_t inside[kMaxInside / 64];

constexpr int kMaxPolled = 1024;

// The descriptors of all who wait, without those that only the world serves.
int Outside(pollfd* fds) {
  int count = 0;
  for (const Thread* thread = waiters.first; thread != nullptr;
       thread = thread->next) {
    const auto* interest = reinterpret_cast<Interest*>(thread->wait_word);
    for (int i = 0; i < interest->count && count < kMaxPolled; ++i) {
      if (!IsInside(interest->fds[i].fd)) fds[count++] = interest->fds[i];
    }
  }
  return count;
}

}  // namespace

bool WaitForIo(Thread* current, const pollfd* fds, int count,
               std::uint64_t deadline, const char* what) {
  const Interest interest{fds, count};
  current->wait_word = reinterpret_cast<std::uint64_t>(&interest);
  // A timerfd that expires is input, too.
  const std::uint64_t timer = NextTimerDescriptor();
  const bool woken =
      world.Block(current, &waiters, deadline < timer ? deadline : timer, what,
                  IoObject(count > 0 ? fds[0].fd : -1));
  if (woken) return true;
  return deadline == kNever || world.now() < deadline;
}

void IoHappened(Thread* current) {
  world.WakeAll(&waiters);
  world.Progress(current);
}

bool AwaitOutside() {
  static pollfd fds[kMaxPolled];
  const int count = Outside(fds);
  if (count == 0) return false;
  if (RawSyscall(SYS_poll, reinterpret_cast<long>(fds), count,
                 kOutsideWaitMs) <= 0) {
    for (Thread* thread = waiters.first; thread != nullptr;
         thread = thread->next) {
      thread->waits_for =
          "input or output (nor did anybody outside the body bring any within "
          "2 s)";
    }
    return false;
  }
  world.WakeAll(&waiters);
  return true;
}

bool IsInside(int fd) {
  return fd >= 0 && fd < kMaxInside &&
         ((inside[fd / 64] >> (fd % 64)) & 1) != 0;
}

void MarkInside(int fd) {
  if (fd >= 0 && fd < kMaxInside) {
    inside[fd / 64] |= std::uint64_t{1} << (fd % 64);
  }
}

void ForgetInside(int fd) {
  if (fd >= 0 && fd < kMaxInside) {
    inside[fd / 64] &= ~(std::uint64_t{1} << (fd % 64));
  }
}

void ForgetIoWaiters() { waiters = {}; }

const void* IoObject(int fd) {
  constexpr unsigned kFiles = 4096;
  static char objects[2 + kFiles];  // their addresses stand for descriptors
  struct stat status;
  if (RawSyscall(SYS_fstat, fd, reinterpret_cast<long>(&status)) != 0 ||
      (status.st_mode & S_IFMT) == 0) {
    return &objects[0];
  }
  if (S_ISSOCK(status.st_mode)) return &objects[1];
  return &objects[2 + (status.st_dev * 31 + status.st_ino) % kFiles];
}

}  // namespace racekit::runtime
