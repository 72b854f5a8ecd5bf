#include "harness/whole/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "harness/arena/shared_pages.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/written.h"
#include "harness/whole/request.h"

namespace racekit::whole {
namespace {

using runtime::RawSyscall;

int MemoryFile(const char* name) {
  const int fd = memfd_create(name, MFD_CLOEXEC);
  if (fd < 0) {
    std::perror("racekit: cannot keep the program's output");
    std::exit(kFailed);
  }
  return fd;
}

// Not by the functions of libc: they are doors, and the program has not begun.
void Redirect(int memory, int fd) {
  // As the last execution did not leave it: position and flags are the file's.
  RawSyscall(SYS_ftruncate, memory, 0);
  RawSyscall(SYS_lseek, memory, 0, SEEK_SET);
  RawSyscall(SYS_fcntl, memory, F_SETFL, O_APPEND);
  RawSyscall(SYS_dup2, memory, fd);
}

}  // namespace

StandardStreams::StandardStreams(bool capture) {
  if (!capture) return;
  output_ = MemoryFile("racekit-stdout");
  errors_ = MemoryFile("racekit-stderr");
  runtime::written = static_cast<runtime::Written*>(
      arena::MapSharedPages(sizeof(runtime::Written)));
}

void StandardStreams::Begin() const {
  // Opened anew it begins at its beginning. Where it cannot be, as a socket
  // cannot, it stays what it is.
  const long input = RawSyscall(
      SYS_open, reinterpret_cast<long>("/proc/self/fd/0"), O_RDONLY, 0);
  if (input > 0) {
    RawSyscall(SYS_dup2, input, 0);
    RawSyscall(SYS_close, input);
  }
  if (output_ < 0) return;
  runtime::written->Clear();
  Redirect(output_, STDOUT_FILENO);
  Redirect(errors_, STDERR_FILENO);
}

std::vector<detectors::OutputPiece> StandardStreams::Pieces() const {
  std::vector<detectors::OutputPiece> pieces;
  const runtime::Written* written = runtime::written;
  if (written == nullptr || !written->complete) return pieces;
  for (int i = 0; i < written->size; ++i) {
    const runtime::Written::Piece& piece = written->pieces[i];
    pieces.push_back({piece.thread, piece.bytes});
  }
  return pieces;
}

std::string StandardStreams::Contents(int fd) {
  std::string contents;
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) return contents;
  contents.resize(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < contents.size()) {
    const ssize_t n = pread(fd, &contents[done], contents.size() - done,
                            static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  contents.resize(done);
  return contents;
}

}  // namespace racekit::whole
