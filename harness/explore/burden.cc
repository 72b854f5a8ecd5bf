#include "harness/explore/burden.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

namespace racekit::internal {
namespace {

// Bytes in memory; 0 where the kernel does not tell.
std::int64_t ResidentBytes() {
  const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[128];
  const ssize_t size = read(fd, text, sizeof(text) - 1);
  close(fd);
  if (size <= 0) return 0;
  text[size] = '\0';
  char* rest;
  std::strtoll(text, &rest, 10);  // what is mapped
  return std::strtoll(rest, nullptr, 10) * sysconf(_SC_PAGESIZE);
}

// The lowest descriptor that is free: about how many are not. The highest of
// all where none is.
int FreeDescriptor() {
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) close(fd);
  return fd < 0 && errno == EMFILE ? INT32_MAX : fd;
}

}  // namespace

Burden::Burden() : bytes_(ResidentBytes()), descriptor_(FreeDescriptor()) {}

bool Burden::IsTooMuch() const {
  return FreeDescriptor() - descriptor_ > kMaxDescriptors ||
         ResidentBytes() - bytes_ > kMaxBytes;
}

}  // namespace racekit::internal
