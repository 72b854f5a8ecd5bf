// A counter that several sensors' threads count on: without a lock, and put
// right.

#ifndef RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_
#define RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_

#include <atomic>
#include <cstdint>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "scenarios/counter/sensor.h"

namespace racekit::scenarios::counter {

// BUG: what other threads count between the read and the write of `count_` is
// overwritten. A data race besides.
class UnlockedCounter {
 public:
  void Record(Sensor& sensor) {
    const std::int64_t before = count_;  // racy: count_
    count_ = before + sensor.Read();     // racy: count_
  }
  std::int64_t count() const { return count_; }

 private:
  std::int64_t count_ = 0;
};

// Fixed with a std::mutex.
class MutexCounter {
 public:
  void Record(Sensor& sensor) {
    std::lock_guard<std::mutex> lock(mutex_);
    const std::int64_t before = count_;
    count_ = before + sensor.Read();
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
  void Record(Sensor& sensor) {
    absl::MutexLock lock(&mutex_);
    const std::int64_t before = count_;
    count_ = before + sensor.Read();
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
// reads the total has joined the threads that counted.
class AtomicCounter {
 public:
  void Record(Sensor& sensor) {
    count_.fetch_add(sensor.Read(), std::memory_order_relaxed);
  }
  std::int64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> count_{0};
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_SENSOR_COUNTER_H_
