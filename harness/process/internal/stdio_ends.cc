#include "harness/process/internal/stdio_ends.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/process/command.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {
namespace {

constexpr const char* kNames[] = {"input", "output", "error"};

// `fd` itself if it is above the standard streams, else a copy that is. Takes
// ownership.
absl::StatusOr<UniqueFd> AboveStandard(UniqueFd fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  UniqueFd copy(fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!copy.valid()) {
    return absl::ErrnoToStatus(errno, "cannot copy a descriptor");
  }
  return copy;
}

absl::StatusOr<StdioEnds> OpenFile(const std::string& path, int flags,
                                   int number) {
  int fd;
  do {
    fd = open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) {
    return absl::ErrnoToStatus(
        errno,
        absl::StrCat("cannot open '", path, "' for standard ", kNames[number]));
  }
  absl::StatusOr<UniqueFd> child = AboveStandard(UniqueFd(fd));
  if (!child.ok()) return child.status();
  StdioEnds ends;
  ends.child = *std::move(child);
  return ends;
}

absl::StatusOr<StdioEnds> OpenPipe(int number) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(
        errno,
        absl::StrCat("cannot make a pipe for standard ", kNames[number]));
  }
  absl::StatusOr<UniqueFd> read_end = AboveStandard(UniqueFd(fds[0]));
  absl::StatusOr<UniqueFd> write_end = AboveStandard(UniqueFd(fds[1]));
  if (!read_end.ok()) return read_end.status();
  if (!write_end.ok()) return write_end.status();
  StdioEnds ends;
  ends.child = *std::move(number == STDIN_FILENO ? read_end : write_end);
  ends.parent = *std::move(number == STDIN_FILENO ? write_end : read_end);
  // The two ends have their own flags: the child's goes on blocking, as
  // programs expect.
  if (fcntl(ends.parent.get(), F_SETFL, O_NONBLOCK) != 0) {
    return absl::ErrnoToStatus(errno, "cannot make a pipe non-blocking");
  }
  return ends;
}

absl::StatusOr<StdioEnds> CopyDescriptor(int fd, int number) {
  UniqueFd copy(fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!copy.valid()) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("cannot use descriptor ", fd, " for standard ",
                            kNames[number]));
  }
  StdioEnds ends;
  ends.child = std::move(copy);
  return ends;
}

}  // namespace

absl::StatusOr<StdioEnds> OpenStdio(const Stdio& stdio, int number) {
  const bool input = number == STDIN_FILENO;
  switch (stdio.kind()) {
    case Stdio::Kind::kNull:
      return OpenFile("/dev/null", input ? O_RDONLY : O_WRONLY, number);
    case Stdio::Kind::kInherit:
      if (fcntl(number, F_GETFD) < 0) {
        return OpenFile("/dev/null", input ? O_RDONLY : O_WRONLY, number);
      }
      return StdioEnds();
    case Stdio::Kind::kPipe:
      return OpenPipe(number);
    case Stdio::Kind::kFile:
      return OpenFile(stdio.path(),
                      input ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, number);
    case Stdio::Kind::kAppend:
      if (input) break;
      return OpenFile(stdio.path(), O_WRONLY | O_CREAT | O_APPEND, number);
    case Stdio::Kind::kDescriptor:
      return CopyDescriptor(stdio.fd(), number);
    case Stdio::Kind::kOutput:
      if (number != STDERR_FILENO) break;
      return StdioEnds();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(stdio.kind() == Stdio::Kind::kAppend ? "Stdio::Append"
                                                        : "Stdio::ToOutput",
                   " does not fit standard ", kNames[number]));
}

}  // namespace racekit::internal
