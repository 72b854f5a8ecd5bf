// A file descriptor with one owner.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_UNIQUE_FD_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace racekit::internal {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.Release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = other.Release();
    }
    return *this;
  }
  ~UniqueFd() { Close(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }
  void Close() {
    // Not repeated on EINTR: Linux has released the descriptor by then.
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_UNIQUE_FD_H_
