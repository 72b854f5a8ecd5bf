#include "harness/report/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace racekit {
namespace {

absl::Status Error(int error, const std::string& path) {
  return absl::ErrnoToStatus(error, absl::StrCat("cannot write '", path, "'"));
}

absl::Status MakeFolders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash);
    if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
      return absl::ErrnoToStatus(
          errno, absl::StrCat("cannot make the folder '", folder, "'"));
    }
  }
  return absl::OkStatus();
}

// A write beyond the limit for files raises SIGXFSZ, which ends the process.
class IgnoredFileSizeSignal {
 public:
  IgnoredFileSizeSignal() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &before_);
  }
  ~IgnoredFileSizeSignal() { sigaction(SIGXFSZ, &before_, nullptr); }
  IgnoredFileSizeSignal(const IgnoredFileSizeSignal&) = delete;
  IgnoredFileSizeSignal& operator=(const IgnoredFileSizeSignal&) = delete;

 private:
  struct sigaction before_ = {};
};

// 0, or what went wrong.
int WriteAll(int fd, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(fd, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

// Else the new name may be forgotten in a power failure. Not every file system
// can; then it does so by itself.
void SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

absl::Status WriteFileAtomically(const std::string& path,
                                 std::string_view contents) {
  if (absl::Status made = MakeFolders(path); !made.ok()) return made;
  const IgnoredFileSizeSignal ignored;
  std::string other = absl::StrCat(path, ".XXXXXX");
  const int fd = mkostemp(other.data(), O_CLOEXEC);
  if (fd < 0) return Error(errno, path);
  int error = WriteAll(fd, contents);
  if (error == 0 && fchmod(fd, 0644) != 0) error = errno;
  // A full disk may show only now.
  if (close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && rename(other.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) {
    SyncFolderOf(path);
    return absl::OkStatus();
  }
  unlink(other.c_str());
  return Error(error, path);
}

}  // namespace racekit
