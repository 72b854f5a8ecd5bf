// Sockets: messages, connections. Reading and writing as from a file is in
// doors_io.cc.

#include <sys/socket.h>

#include "harness/runtime/io_operation.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

long Receive(Thread* current, int fd, msghdr* message, int flags,
             const char* what) {
  const long result = Perform(
      current, fd, POLLIN, (flags & MSG_DONTWAIT) != 0, what,
      [&] { return RawSyscall(SYS_recvmsg, fd, Pointer(message), flags); });
  Filled(current, message->msg_iov, static_cast<int>(message->msg_iovlen),
         result);
  return result;
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

}  // namespace

extern "C" {

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

RACEKIT_NEXT(socketpair, int, (int, int, int, int*));
int socketpair(int domain, int type, int protocol, int* ends) noexcept {
  return Created(Next_socketpair()(domain, type, protocol, ends), ends);
}

}  // extern "C"
