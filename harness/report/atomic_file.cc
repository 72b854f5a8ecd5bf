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

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
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
int Sync(int fd) {
  return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

int WriteAll(int fd, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(fd, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  if (const int error = Sync(fd); error != 0) return error;
  return fchmod(fd, 0644) == 0 ? 0 : errno;
}

// Gives the file `fd`, which has no name yet, the name `path`. A name that is
// taken can only be replaced by renaming, so there is another name for a
// moment: always the same one, so that what a process leaves there that is
// killed in that moment goes with the next that comes by.
int Name(int fd, const std::string& path) {
  const std::string nameless = absl::StrCat("/proc/self/fd/", fd);
  const std::string other = absl::StrCat(path, ".new");
  // Whoever writes the same file at the same time may take `other` away.
  constexpr int kAttempts = 100;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, other.c_str(),
               AT_SYMLINK_FOLLOW) != 0) {
      if (errno != EEXIST) return errno;
      if (unlink(other.c_str()) != 0 && errno != ENOENT) return errno;
      continue;
    }
    if (rename(other.c_str(), path.c_str()) == 0) return 0;
    if (errno == ENOENT) continue;
    const int error = errno;
    unlink(other.c_str());
    return error;
  }
  return EBUSY;
}

// Where the kernel can keep a file that has no name, a process that is killed
// leaves nothing behind. ENOTSUP where it cannot.
int WriteNameless(const std::string& path, std::string_view contents) {
  const int fd =
      open(FolderOf(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  // EISDIR: a kernel that does not know O_TMPFILE.
  if (fd < 0) return errno == EISDIR || errno == EOPNOTSUPP ? ENOTSUP : errno;
  int error = WriteAll(fd, contents);
  if (error == 0) error = Name(fd, path);
  // Without /proc, or where links are forbidden, it cannot be named.
  if (error == ENOENT || error == EPERM) error = ENOTSUP;
  // A full disk may show only now.
  if (close(fd) != 0 && error == 0) error = errno;
  return error;
}

int WriteNamed(const std::string& path, std::string_view contents) {
  std::string other = absl::StrCat(path, ".XXXXXX");
  const int fd = mkostemp(other.data(), O_CLOEXEC);
  if (fd < 0) return errno;
  int error = WriteAll(fd, contents);
  if (close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && rename(other.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) unlink(other.c_str());
  return error;
}

// Until then a power failure may bring the old file back.
int SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // One may be allowed to write to a folder and not to read it.
  if (fd < 0) return errno == EACCES ? 0 : errno;
  const int error = Sync(fd);
  close(fd);
  return error;
}

}  // namespace

absl::Status WriteFileAtomically(const std::string& path,
                                 std::string_view contents) {
  if (absl::Status made = MakeFolders(path); !made.ok()) return made;
  const IgnoredFileSizeSignal ignored;
  int error = WriteNameless(path, contents);
  if (error == ENOTSUP) error = WriteNamed(path, contents);
  if (error == 0) error = SyncFolder(FolderOf(path));
  return error == 0 ? absl::OkStatus() : Error(error, path);
}

}  // namespace racekit
