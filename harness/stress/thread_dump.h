// Where each thread of a run is: what a hanging worker leaves behind.
//
// Uninstrumented and async-signal-safe throughout.

#ifndef RACEKIT_HARNESS_STRESS_THREAD_DUMP_H_
#define RACEKIT_HARNESS_STRESS_THREAD_DUMP_H_

#include <atomic>
#include <cstdint>

namespace racekit::internal {

// In memory shared with the watchdog.
struct ThreadDump {
  static constexpr int kMaxThreads = 16;
  static constexpr int kMaxFrames = 64;

  struct Thread {
    int number = -1;             // in the run; 0 is the body's thread
    std::atomic<int> frames{0};  // 0: the thread did not answer
    std::uintptr_t pcs[kMaxFrames] = {};
  };
  std::atomic<int> threads{0};  // entries that are used
  Thread thread[kMaxThreads];
};

// From now on SIGTERM makes this process fill `dump` and exit. (Not if the body
// puts a handler of its own in place.)
void DumpThreadsOnTerm(ThreadDump* dump);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_THREAD_DUMP_H_
