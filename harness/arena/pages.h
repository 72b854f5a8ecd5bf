// Memory straight from the kernel, for what runs beneath the program under
// test: never from the program's heap, so the program's addresses are the same
// with and without racekit.
//
// Needs libc alone. Fit for globals (constinit) and for use before main().

#ifndef RACEKIT_HARNESS_ARENA_PAGES_H_
#define RACEKIT_HARNESS_ARENA_PAGES_H_

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace racekit::arena {

// There is nobody to return an error to: the caller stands inside the program's
// own memory access. Says why on stderr and aborts.
[[noreturn, gnu::cold, gnu::noinline]] inline void OutOfMemory(
    const char* what) {
  const char* const parts[] = {
      "racekit: out of memory for ", what,
      "; give the process more address space (ulimit -v) or memory, or run "
      "shorter executions\n"};
  for (const char* part : parts) {
    if (write(STDERR_FILENO, part, strlen(part)) < 0) break;
  }
  abort();
}

// Zeroed pages. Address space is reserved, memory comes with the first touch.
inline void* MapPages(std::size_t bytes, const char* what) {
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) OutOfMemory(what);
  return pages;
}

inline void UnmapPages(void* pages, std::size_t bytes) {
  if (pages != nullptr) munmap(pages, bytes);
}

}  // namespace racekit::arena

#endif  // RACEKIT_HARNESS_ARENA_PAGES_H_
