// A ThreadSanitizer report as plain data, copied while the runtime holds its
// locks and turned into a Finding later, when it is safe to allocate.

#ifndef RACEKIT_HARNESS_TSAN_RAW_REPORT_H_
#define RACEKIT_HARNESS_TSAN_RAW_REPORT_H_

#include <cstdint>

namespace racekit::internal {

inline constexpr int kRawStackDepth = 64;

struct RawStack {
  std::uintptr_t pcs[kRawStackDepth];  // innermost first; 0 ends it early
};

struct RawAccess {
  int thread;
  std::uintptr_t address;
  int size;
  bool write;
  bool atomic;
  RawStack stack;
};

struct RawLocation {
  char type[16];  // "global", "heap", "stack", "tls", "fd"
  std::uintptr_t start;
  std::uintptr_t size;
  int thread;
  int fd;
  RawStack stack;
};

struct RawMutex {
  std::uintptr_t address;
  bool destroyed;
  RawStack stack;  // of its creation, or of its first use
};

struct RawThread {
  int id;
  int parent;
  char name[32];
  RawStack stack;
};

template <typename T, int kCapacity>
struct RawList {
  int count = 0;
  T items[kCapacity];

  // Null where it is full.
  T* Add() { return count < kCapacity ? &items[count++] : nullptr; }
  const T* begin() const { return items; }
  const T* end() const { return items + count; }
};

// What does not fit is left out: TSan itself keeps four accesses and few
// threads, and a lock cycle longer than the list still shows its beginning.
struct RawReport {
  char type[40];  // "data-race", "lock-order-inversion", ...
  RawList<RawStack, 8> stacks;
  RawList<RawAccess, 4> accesses;
  RawList<RawLocation, 2> locations;
  RawList<RawMutex, 8> mutexes;
  RawList<RawThread, 8> threads;
  // "lock-order-inversion": the thread that took mutex i + 1 holding mutex i.
  RawList<int, 8> unique_threads;
};

// Takes the oldest report out of the buffer into `report`; false if there is
// none. One caller at a time.
bool PopRawReport(RawReport& report);

// Reports that came while the buffer was full, since the last call.
std::int64_t TakeDroppedReports();

// Reports that the process has to answer for with its exit status, because
// nobody could turn them into a failed test. TSan's exit status (66) is used
// if there is one, or if a report is still in the buffer at the very end.
void AddUnclaimedReport();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_TSAN_RAW_REPORT_H_
