// A counter that several threads add to: without a lock, and put right.

#ifndef RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_
#define RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::counter {

// BUG: `count_ += n` reads, adds and writes; what another thread wrote between
// the read and the write is lost. A data race besides.
class UnlockedCounter {
 public:
  void Add(int n) { count_ += n; }
  std::int64_t count() const { return count_; }

 private:
  std::int64_t count_ = 0;
};

// Fixed with a std::mutex.
class MutexCounter {
 public:
  void Add(int n) {
    std::lock_guard<std::mutex> lock(mutex_);
    count_ += n;
  }
  std::int64_t count() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return count_;
  }

 private:
  mutable std::mutex mutex_;
  std::int64_t count_ = 0;
};

// Fixed with an absl::Mutex, whose annotation lets clang see a missing lock.
class AbslMutexCounter {
 public:
  void Add(int n) {
    absl::MutexLock lock(&mutex_);
    count_ += n;
  }
  std::int64_t count() const {
    absl::MutexLock lock(&mutex_);
    return count_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Fixed with an atomic. Relaxed: the count orders nothing else, and whoever
// reads the total has joined the threads that added.
class AtomicCounter {
 public:
  void Add(int n) { count_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> count_{0};
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_
