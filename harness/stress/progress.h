// What a worker and its watchdog share: memory that survives the worker.

#ifndef RACEKIT_HARNESS_STRESS_PROGRESS_H_
#define RACEKIT_HARNESS_STRESS_PROGRESS_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "harness/stress/run_control.h"
#include "harness/stress/thread_dump.h"

namespace racekit::internal {

// Written by a dying worker in a signal handler.
struct CrashRecord {
  static constexpr int kMaxFrames = 64;
  std::atomic<int> signal{0};  // 0: none; written last
  int thread = -1;             // RunThreadNumber()
  std::uintptr_t address = 0;  // of the fault, where the signal has one
  int frames = 0;
  std::uintptr_t pcs[kMaxFrames] = {};
  char exception[512] = {};  // of std::terminate: type and what()
};

struct Progress {
  std::atomic<std::int64_t> run{0};  // the latest run begun; 1-based
  std::atomic<bool> in_run{false};
  std::atomic<bool> run_is_plain{false};
  std::atomic<std::int64_t> run_started_ns{0};  // CLOCK_MONOTONIC
  std::atomic<bool> done{false};  // budget used up: no further worker

  struct Tally {
    std::atomic<std::int64_t> runs{0};
    std::atomic<std::int64_t> failures{0};
  };
  Tally injected;
  Tally plain;

  // Sums of RunCounts over all finished runs.
  std::atomic<std::int64_t> points[kPointKinds] = {};
  std::atomic<std::int64_t> delays{0};
  std::atomic<std::int64_t> threads_created{0};

  std::atomic<bool> threads_optional{false};  // the body said so
  std::atomic<bool> skipped{false};           // the body called GTEST_SKIP()
  char skip_message[512] = {};

  CrashRecord crash;
  ThreadDump dump;

  Tally& tally() {
    return run_is_plain.load(std::memory_order_relaxed) ? plain : injected;
  }
};

struct ProgressUnmapper {
  void operator()(Progress* progress) const;
};

// In memory that child processes share.
std::unique_ptr<Progress, ProgressUnmapper> NewSharedProgress();

// The progress of the worker that this process is; null in others.
extern std::atomic<Progress*> worker_progress;

// CLOCK_MONOTONIC, which parent and child read alike.
std::int64_t MonotonicNs();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_PROGRESS_H_
