// What the doors of input and output (doors_io.cc, doors_socket.cc) are made
// of: one operation on a descriptor, which waits in the world where the kernel
// would wait, and the memory that it reads or fills.

#ifndef RACEKIT_HARNESS_RUNTIME_IO_OPERATION_H_
#define RACEKIT_HARNESS_RUNTIME_IO_OPERATION_H_

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

#include "harness/runtime/access.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/door.h"
#include "harness/runtime/io_wait.h"
#include "harness/runtime/timer_descriptors.h"

namespace racekit::runtime {

// A system call's result as libc's functions have it, errno included.
inline long Result(long result) {
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

inline long Pointer(const volatile void* pointer) {
  return reinterpret_cast<long>(pointer);
}

// True if operations on it may block, and would.
bool MayBlock(int fd);

// While in scope the descriptor does not block. Nobody else runs meanwhile.
class Nonblocking {
 public:
  explicit Nonblocking(int fd)
      : fd_(fd), flags_(RawSyscall(SYS_fcntl, fd, F_GETFL)) {
    RawSyscall(SYS_fcntl, fd_, F_SETFL, flags_ | O_NONBLOCK);
  }
  ~Nonblocking() { RawSyscall(SYS_fcntl, fd_, F_SETFL, flags_); }
  Nonblocking(const Nonblocking&) = delete;
  Nonblocking& operator=(const Nonblocking&) = delete;

 private:
  const int fd_;
  const long flags_;
};

// The socket's timeout for input or output, if it has one, as the world's
// deadline.
std::uint64_t SocketDeadline(int fd, bool input);

// One operation: a point, then `attempt` (a system call's result) until it does
// not fail for want of input or room.
template <typename Attempt>
long Perform(Thread* current, int fd, short events, bool dont_wait,
             const char* what, Attempt attempt) {
  const bool input = events == POLLIN;
  world.Point(current, input ? Op::kWait : Op::kOutput, IoObject(fd));
  if (!input) ObserveRelease(current, IoObject(fd));
  const bool may_block = MayBlock(fd);
  const std::uint64_t deadline = may_block ? SocketDeadline(fd, input) : kNever;
  for (;;) {
    ExpireTimerDescriptors();
    long result;
    if (may_block) {
      const Nonblocking scope(fd);
      result = attempt();
    } else {
      result = attempt();
    }
    if (result != -EAGAIN) {
      if (result >= 0) {
        if (input) ObserveAcquire(current, IoObject(fd));
        IoHappened(current);
      }
      return result;
    }
    if (!may_block || dont_wait) {
      world.NoProgress(current);
      return result;
    }
    const pollfd wait = {fd, events, 0};
    if (!WaitForIo(current, &wait, 1, deadline, what)) return -EAGAIN;
  }
}

std::size_t Total(const iovec* parts, int count);

// `size` bytes, as far as the parts go: what the kernel read or wrote.
template <typename Access>
void ForEach(const iovec* parts, int count, std::size_t size, Access access) {
  for (int i = 0; i < count && size > 0; ++i) {
    const std::size_t part = parts[i].iov_len < size ? parts[i].iov_len : size;
    if (part > 0) access(parts[i].iov_base, part);
    size -= part;
  }
}

// So many bytes were read into the parts, if any.
void Filled(Thread* current, const iovec* parts, int count, long size);

// All of it, as the kernel does for a descriptor that blocks: where there is
// not enough room at once, in several steps between which others run.
template <typename Attempt>
long WriteAll(Thread* current, int fd, const iovec* parts, int count,
              bool dont_wait, const char* what, Attempt attempt) {
  const std::uintptr_t pc = current->last_pc;
  const std::size_t total = Total(parts, count);
  ForEach(parts, count, total,
          [pc](void* data, std::size_t part) { Read(data, part, pc); });
  auto* rest = static_cast<iovec*>(world.region().Allocate(
      sizeof(iovec) * static_cast<std::size_t>(count > 0 ? count : 1)));
  for (int i = 0; i < count; ++i) rest[i] = parts[i];
  const bool may_block = MayBlock(fd) && !dont_wait;
  std::size_t done = 0;
  for (;;) {
    const long result = Perform(current, fd, POLLOUT, dont_wait, what,
                                [&] { return attempt(rest, count, done > 0); });
    if (result < 0) return done > 0 ? static_cast<long>(done) : result;
    done += static_cast<std::size_t>(result);
    if (!may_block || done >= total || result == 0) {
      return static_cast<long>(done);
    }
    std::size_t skip = static_cast<std::size_t>(result);
    for (int i = 0; i < count && skip > 0; ++i) {
      const std::size_t part = rest[i].iov_len < skip ? rest[i].iov_len : skip;
      rest[i].iov_base = static_cast<char*>(rest[i].iov_base) + part;
      rest[i].iov_len -= part;
      skip -= part;
    }
  }
}

// The two ends of something new, which nobody outside has.
inline int Created(int result, const int* ends) {
  if (result == 0 && Controlled() != nullptr) {
    MarkInside(ends[0]);
    MarkInside(ends[1]);
  }
  return result;
}

inline iovec Part(const void* data, std::size_t size) {
  return {const_cast<void*>(data), size};
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_IO_OPERATION_H_
