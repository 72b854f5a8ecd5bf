#include "harness/stress/progress.h"

#include <sys/mman.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace racekit::internal {

std::atomic<Progress*> worker_progress{nullptr};

void ProgressUnmapper::operator()(Progress* progress) const {
  munmap(progress, sizeof(Progress));
}

std::unique_ptr<Progress, ProgressUnmapper> NewSharedProgress() {
  void* memory = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("racekit: cannot map shared memory for a worker");
    std::abort();
  }
  return std::unique_ptr<Progress, ProgressUnmapper>(new (memory) Progress);
}

std::int64_t MonotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

}  // namespace racekit::internal
