// Input and output that may block: on pipes, sockets, eventfds and their like a
// controlled thread makes an attempt that cannot block, and waits in the world
// if that fails. Regular files, terminals and the three standard descriptors go
// to the kernel as they are. What sockets alone can is in doors_socket.cc.

#include <sys/eventfd.h>
#include <unistd.h>

#include <climits>

#include "harness/runtime/io_operation.h"
#include "harness/runtime/written.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

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

long WriteParts(Thread* current, int fd, const iovec* parts, int count,
                const char* what) {
  return WriteAll(current, fd, parts, count, false, what,
                  [fd](const iovec* rest, int rest_count, bool) {
                    return RawSyscall(SYS_writev, fd, Pointer(rest),
                                      rest_count);
                  });
}

void WasWritten(const Thread* thread, int fd, long bytes) {
  if (fd == STDOUT_FILENO) NoteWritten(thread, bytes);
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
  const long done = WriteParts(current, fd, &part, 1, "room to write (write)");
  WasWritten(current, fd, done);
  return Result(done);
}

RACEKIT_NEXT(writev, ssize_t, (int, const iovec*, int));
ssize_t writev(int fd, const iovec* parts, int count) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current == nullptr) return Next_writev()(fd, parts, count);
  if (count < 0 || count > IOV_MAX) return Result(-EINVAL);
  const long done =
      WriteParts(current, fd, parts, count, "room to write (writev)");
  WasWritten(current, fd, done);
  return Result(done);
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

RACEKIT_NEXT(eventfd, int, (unsigned, int));
int eventfd(unsigned value, int flags) noexcept {
  const int fd = Next_eventfd()(value, flags);
  if (Controlled() != nullptr) MarkInside(fd);
  return fd;
}

}  // extern "C"
