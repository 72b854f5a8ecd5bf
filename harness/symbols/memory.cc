#include "harness/symbols/memory.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace racekit::internal {
namespace {

std::size_t (*heap_block_size)(std::uintptr_t) = &LibcBlockSize;

// Where a sandbox forbids process_vm_readv().
bool ReadFromFile(std::uintptr_t address, void* to, std::size_t size) {
  const int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t done = pread(fd, to, size, static_cast<off_t>(address));
  close(fd);
  return done == static_cast<ssize_t>(size);
}

}  // namespace

bool ReadMemory(std::uintptr_t address, void* to, std::size_t size) {
  // No program's memory is in the first page or beyond the user's half.
  if (address < 4096 || address >> 47 != 0) return false;
  const iovec local = {to, size};
  const iovec remote = {reinterpret_cast<void*>(address), size};
  const ssize_t done = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  if (done == static_cast<ssize_t>(size)) return true;
  if (done >= 0) return false;
  return ReadFromFile(address, to, size);
}

std::size_t HeapBlockSize(std::uintptr_t address) {
  return heap_block_size(address);
}

void SetHeapBlockSize(std::size_t (*function)(std::uintptr_t)) {
  heap_block_size = function;
}

std::size_t LibcBlockSize(std::uintptr_t address) {
  // glibc keeps a block's size, with flags in the lowest bits, in the word
  // before it, and says in the next block's whether this one is in use.
  constexpr std::uint64_t kFlags = 7;
  constexpr std::uint64_t kPreviousInUse = 1;
  constexpr std::uint64_t kMapped = 2;
  constexpr std::uint64_t kSmallest = 32;
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 32;
  if (address % 16 != 0) return 0;
  std::uint64_t size;
  if (!ReadMemory(address - 8, &size, sizeof(size))) return 0;
  const std::uint64_t flags = size & kFlags;
  size &= ~kFlags;
  if (size < kSmallest || size > kLargest || size % 16 != 0) return 0;
  if ((flags & kMapped) != 0) return size - 16;
  std::uint64_t next;
  if (!ReadMemory(address - 8 + size, &next, sizeof(next))) return 0;
  if ((next & kPreviousInUse) == 0) return 0;
  return size - 8;
}

}  // namespace racekit::internal
