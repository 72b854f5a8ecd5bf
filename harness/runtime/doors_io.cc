// Input and output that may block: on pipes, sockets, eventfds and their like a
// controlled thread makes an attempt that cannot block, and waits in the world
// if that fails. Regular files, terminals and the three standard descriptors go
// to the kernel as they are.

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <climits>

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

// True if operations on it may block, and would.
bool MayBlock(int fd) {
  if (fd <= STDERR_FILENO) return false;
  struct stat status;
  if (RawSyscall(SYS_fstat, fd, Pointer(&status)) != 0) return false;
  const auto type = status.st_mode & S_IFMT;  // 0: eventfd and its like
  if (type != S_IFIFO && type != S_IFSOCK && type != 0) return false;
  return (RawSyscall(SYS_fcntl, fd, F_GETFL) & O_NONBLOCK) == 0;
}

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

// SO_RCVTIMEO or SO_SNDTIMEO, as the world's deadline.
std::uint64_t SocketDeadline(int fd, int option) {
  timeval timeout = {};
  socklen_t size = sizeof(timeout);
  if (RawSyscall(SYS_getsockopt, fd, SOL_SOCKET, option, Pointer(&timeout),
                 Pointer(&size)) != 0 ||
      (timeout.tv_sec == 0 && timeout.tv_usec == 0)) {
    return kNever;
  }
  return DeadlineAfter({timeout.tv_sec, timeout.tv_usec * 1000});
}

// One operation: a point, then `attempt` (a system call's result) until it does
// not fail for want of input or room.
template <typename Attempt>
long Perform(Thread* current, int fd, short events, bool dont_wait,
             const char* what, Attempt attempt) {
  const bool input = events == POLLIN;
  world.Point(current, input ? Op::kWait : Op::kOutput, IoObject(fd));
  if (!input) ObserveRelease(current, IoObject(fd));
  const bool may_block = MayBlock(fd);
  const std::uint64_t deadline =
      may_block ? SocketDeadline(fd, input ? SO_RCVTIMEO : SO_SNDTIMEO)
                : kNever;
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

std::size_t Total(const iovec* parts, int count) {
  std::size_t total = 0;
  for (int i = 0; i < count; ++i) total += parts[i].iov_len;
  return total;
}

// `size` bytes, as far as the parts go: what the kernel read or wrote.
template <typename Access>
void ForEach(const iovec* parts, int count, std::size_t size, Access access) {
  for (int i = 0; i < count && size > 0; ++i) {
    const std::size_t part = parts[i].iov_len < size ? parts[i].iov_len : size;
    if (part > 0) access(parts[i].iov_base, part);
    size -= part;
  }
}

void Filled(Thread* current, const iovec* parts, int count, long size) {
  if (size <= 0) return;
  const std::uintptr_t pc = current->last_pc;
  ForEach(parts, count, static_cast<std::size_t>(size),
          [pc](void* data, std::size_t part) { Write(data, part, pc); });
}

long Receive(Thread* current, int fd, msghdr* message, int flags,
             const char* what) {
  const long result = Perform(
      current, fd, POLLIN, (flags & MSG_DONTWAIT) != 0, what,
      [&] { return RawSyscall(SYS_recvmsg, fd, Pointer(message), flags); });
  Filled(current, message->msg_iov, static_cast<int>(message->msg_iovlen),
         result);
  return result;
}

long ReadParts(Thread* current, int fd, const iovec* parts, int count,
               const char* what) {
  const long result = Perform(current, fd, POLLIN, false, what, [&]() -> long {
    const std::int64_t expirations = TakeExpirations(fd);
    if (expirations < 0) {
      return RawSyscall(SYS_readv, fd, Pointer(parts), count);
    }
    if (expirations == 0) return -EAGAIN;
    if (parts[0].iov_len < sizeof(expirations)) return -EINVAL;
    *static_cast<std::int64_t*>(parts[0].iov_base) = expirations;
    return sizeof(expirations);
  });
  Filled(current, parts, count, result);
  return result;
}

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

long WriteParts(Thread* current, int fd, const iovec* parts, int count,
                const char* what) {
  return WriteAll(current, fd, parts, count, false, what,
                  [fd](const iovec* rest, int rest_count, bool) {
                    return RawSyscall(SYS_writev, fd, Pointer(rest),
                                      rest_count);
                  });
}

long Send(Thread* current, int fd, const msghdr* message, int flags,
          const char* what) {
  return WriteAll(current, fd, message->msg_iov,
                  static_cast<int>(message->msg_iovlen),
                  (flags & MSG_DONTWAIT) != 0, what,
                  [&](iovec* rest, int count, bool continued) {
                    msghdr part = *message;
                    part.msg_iov = rest;
                    part.msg_iovlen = static_cast<std::size_t>(count);
                    if (continued)
                      part.msg_control = nullptr, part.msg_controllen = 0;
                    return RawSyscall(SYS_sendmsg, fd, Pointer(&part), flags);
                  });
}

iovec Part(const void* data, std::size_t size) {
  return {const_cast<void*>(data), size};
}

// The two ends of something new.
int Created(int result, const int* ends) {
  if (result == 0 && Controlled() != nullptr) {
    MarkInside(ends[0]);
    MarkInside(ends[1]);
  }
  return result;
}

}  // namespace

extern "C" {

RACEKIT_NEXT(read, ssize_t, (int, void*, size_t));
ssize_t read(int fd, void* data, size_t size) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_read()(fd, data, size);
  const iovec part = Part(data, size);
  return Result(ReadParts(current, fd, &part, 1, "input (read)"));
}

RACEKIT_NEXT(readv, ssize_t, (int, const iovec*, int));
ssize_t readv(int fd, const iovec* parts, int count) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_readv()(fd, parts, count);
  return Result(ReadParts(current, fd, parts, count, "input (readv)"));
}

RACEKIT_NEXT(write, ssize_t, (int, const void*, size_t));
ssize_t write(int fd, const void* data, size_t size) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_write()(fd, data, size);
  const iovec part = Part(data, size);
  return Result(WriteParts(current, fd, &part, 1, "room to write (write)"));
}

RACEKIT_NEXT(writev, ssize_t, (int, const iovec*, int));
ssize_t writev(int fd, const iovec* parts, int count) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_writev()(fd, parts, count);
  if (count < 0 || count > IOV_MAX) return Result(-EINVAL);
  return Result(
      WriteParts(current, fd, parts, count, "room to write (writev)"));
}

RACEKIT_NEXT(recvmsg, ssize_t, (int, msghdr*, int));
ssize_t recvmsg(int fd, msghdr* message, int flags) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_recvmsg()(fd, message, flags);
  return Result(Receive(current, fd, message, flags, "input (recvmsg)"));
}

RACEKIT_NEXT(recvfrom, ssize_t,
             (int, void*, size_t, int, sockaddr*, socklen_t*));
ssize_t recvfrom(int fd, void* data, size_t size, int flags, sockaddr* from,
                 socklen_t* from_size) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_recvfrom()(fd, data, size, flags, from, from_size);
  }
  std::size_t done = 0;
  for (;;) {
    iovec part = Part(static_cast<char*>(data) + done, size - done);
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_name = from;
    message.msg_namelen = from_size != nullptr ? *from_size : 0;
    const long result = Receive(current, fd, &message, flags, "input (recv)");
    if (result <= 0) {
      return done > 0 ? static_cast<ssize_t>(done) : Result(result);
    }
    if (from_size != nullptr) *from_size = message.msg_namelen;
    done += static_cast<std::size_t>(result);
    if ((flags & MSG_WAITALL) == 0 || done >= size) {
      return static_cast<ssize_t>(done);
    }
  }
}

RACEKIT_NEXT(recv, ssize_t, (int, void*, size_t, int));
ssize_t recv(int fd, void* data, size_t size, int flags) {
  if (Controlled() == nullptr) return Next_recv()(fd, data, size, flags);
  return recvfrom(fd, data, size, flags, nullptr, nullptr);
}

RACEKIT_NEXT(sendmsg, ssize_t, (int, const msghdr*, int));
ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_sendmsg()(fd, message, flags);
  return Result(Send(current, fd, message, flags, "room to write (sendmsg)"));
}

RACEKIT_NEXT(sendto, ssize_t,
             (int, const void*, size_t, int, const sockaddr*, socklen_t));
ssize_t sendto(int fd, const void* data, size_t size, int flags,
               const sockaddr* to, socklen_t to_size) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) {
    return Next_sendto()(fd, data, size, flags, to, to_size);
  }
  iovec part = Part(data, size);
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_name = const_cast<sockaddr*>(to);
  message.msg_namelen = to_size;
  return Result(Send(current, fd, &message, flags, "room to write (send)"));
}

RACEKIT_NEXT(send, ssize_t, (int, const void*, size_t, int));
ssize_t send(int fd, const void* data, size_t size, int flags) {
  if (Controlled() == nullptr) return Next_send()(fd, data, size, flags);
  return sendto(fd, data, size, flags, nullptr, 0);
}

RACEKIT_NEXT(accept4, int, (int, sockaddr*, socklen_t*, int));
int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_accept4()(fd, address, size, flags);
  return static_cast<int>(
      Result(Perform(current, fd, POLLIN, false, "a connection (accept)", [&] {
        return RawSyscall(SYS_accept4, fd, Pointer(address), Pointer(size),
                          flags);
      })));
}

RACEKIT_NEXT(accept, int, (int, sockaddr*, socklen_t*));
int accept(int fd, sockaddr* address, socklen_t* size) {
  if (Controlled() == nullptr) return Next_accept()(fd, address, size);
  return accept4(fd, address, size, 0);
}

RACEKIT_NEXT(connect, int, (int, const sockaddr*, socklen_t));
int connect(int fd, const sockaddr* address, socklen_t size) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_connect()(fd, address, size);
  bool under_way = false;
  const bool may_block = MayBlock(fd);
  return static_cast<int>(Result(Perform(
      current, fd, POLLOUT, false, "a connection (connect)", [&]() -> long {
        if (!under_way) {
          const long result =
              RawSyscall(SYS_connect, fd, Pointer(address), size);
          if (result != -EINPROGRESS || !may_block) return result;
          under_way = true;
        }
        pollfd ready = {fd, POLLOUT, 0};
        if (RawSyscall(SYS_poll, Pointer(&ready), 1, 0) == 0) {
          return -EAGAIN;
        }
        int error = 0;
        socklen_t error_size = sizeof(error);
        RawSyscall(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, Pointer(&error),
                   Pointer(&error_size));
        return -error;
      })));
}

RACEKIT_NEXT(shutdown, int, (int, int));
int shutdown(int fd, int how) noexcept {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_shutdown()(fd, how);
  return static_cast<int>(
      Result(Perform(current, fd, POLLOUT, false, "shutdown",
                     [&] { return RawSyscall(SYS_shutdown, fd, how); })));
}

RACEKIT_NEXT(close, int, (int));
int close(int fd) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_close()(fd);
  // Whoever reads from the other end sees the end of what was written.
  const void* object = IoObject(fd);
  world.Point(current, Op::kOutput, object);
  ObserveRelease(current, object);
  ForgetInside(fd);
  ForgetTimerDescriptor(fd);
  const long result = RawSyscall(SYS_close, fd);
  IoHappened(current);
  return static_cast<int>(Result(result));
}

RACEKIT_NEXT(pipe, int, (int*));
int pipe(int* ends) noexcept { return Created(Next_pipe()(ends), ends); }

RACEKIT_NEXT(pipe2, int, (int*, int));
int pipe2(int* ends, int flags) noexcept {
  return Created(Next_pipe2()(ends, flags), ends);
}

RACEKIT_NEXT(socketpair, int, (int, int, int, int*));
int socketpair(int domain, int type, int protocol, int* ends) noexcept {
  return Created(Next_socketpair()(domain, type, protocol, ends), ends);
}

RACEKIT_NEXT(eventfd, int, (unsigned, int));
int eventfd(unsigned value, int flags) noexcept {
  const int fd = Next_eventfd()(value, flags);
  if (Controlled() != nullptr) MarkInside(fd);
  return fd;
}

}  // extern "C"
