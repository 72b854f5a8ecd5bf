// A counter whose every access is locked, and yet loses updates.

#ifndef RACEKIT_SCENARIOS_COUNTER_GET_SET_COUNTER_H_
#define RACEKIT_SCENARIOS_COUNTER_GET_SET_COUNTER_H_

#include <atomic>
#include <cstdint>
#include <mutex>

namespace racekit::scenarios::counter {

// Each access holds the lock: there is no data race. This is what a global
// interpreter lock gives.
class GetSetCounter {
 public:
  std::int64_t Get() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return count_;  // racy: count_
  }
  void Set(std::int64_t count) {
    std::lock_guard<std::mutex> lock(mutex_);
    count_ = count;  // racy: count_
  }

  // BUG: the lock is free between Get and Set; what another thread set
  // meanwhile is overwritten.
  void Add(int n) { Set(Get() + n); }
  std::int64_t count() const { return Get(); }

 private:
  mutable std::mutex mutex_;
  std::int64_t count_ = 0;
};

// Fixed: reading and writing are one critical section.
class AddCounter {
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

// Fixed without a lock: writes only if the count is still what was read, else
// tries again.
class CompareExchangeCounter {
 public:
  void Add(int n) {
    std::int64_t count = count_.load();
    while (!count_.compare_exchange_weak(count, count + n)) {
    }
  }
  std::int64_t count() const { return count_.load(); }

 private:
  std::atomic<std::int64_t> count_{0};
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_GET_SET_COUNTER_H_
