#include "harness/runtime/io_operation.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace racekit::runtime {

bool MayBlock(int fd) {
  if (fd <= STDERR_FILENO) return false;
  struct stat status;
  if (RawSyscall(SYS_fstat, fd, Pointer(&status)) != 0) return false;
  const auto type = status.st_mode & S_IFMT;  // 0: eventfd and its like
  if (type != S_IFIFO && type != S_IFSOCK && type != 0) return false;
  return (RawSyscall(SYS_fcntl, fd, F_GETFL) & O_NONBLOCK) == 0;
}

std::uint64_t SocketDeadline(int fd, bool input) {
  const int option = input ? SO_RCVTIMEO : SO_SNDTIMEO;
  timeval timeout = {};
  socklen_t size = sizeof(timeout);
  if (RawSyscall(SYS_getsockopt, fd, SOL_SOCKET, option, Pointer(&timeout),
                 Pointer(&size)) != 0 ||
      (timeout.tv_sec == 0 && timeout.tv_usec == 0)) {
    return kNever;
  }
  return DeadlineAfter({timeout.tv_sec, timeout.tv_usec * 1000});
}

std::size_t Total(const iovec* parts, int count) {
  std::size_t total = 0;
  for (int i = 0; i < count; ++i) total += parts[i].iov_len;
  return total;
}

void Filled(Thread* current, const iovec* parts, int count, long size) {
  if (size <= 0) return;
  const std::uintptr_t pc = current->last_pc;
  ForEach(parts, count, static_cast<std::size_t>(size),
          [pc](void* data, std::size_t part) { Write(data, part, pc); });
}

}  // namespace racekit::runtime
