// Seats of a theatre: many look, few book.

#ifndef RACEKIT_SCENARIOS_LOCKS_SEATS_H_
#define RACEKIT_SCENARIOS_LOCKS_SEATS_H_

#include <mutex>
#include <shared_mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::locks {

// Book() takes a seat and returns true, or returns false when all are taken.

// BUG: looks under the reader's lock, gives it back, and books under the
// writer's without another look. In between others book too. No data race.
class UpgradingSeats {
 public:
  explicit UpgradingSeats(int free) : free_(free) {}

  bool Book() {
    {
      std::shared_lock<std::shared_mutex> reader(mutex_);
      if (free_ <= 0) return false;  // racy: free_
    }
    std::unique_lock<std::shared_mutex> writer(mutex_);
    --free_;  // racy: free_
    return true;
  }

  int free() const {
    std::shared_lock<std::shared_mutex> reader(mutex_);
    return free_;
  }

 private:
  mutable std::shared_mutex mutex_;
  int free_;
};

// Fixed: looks again under the writer's lock.
class RecheckingSeats {
 public:
  explicit RecheckingSeats(int free) : free_(free) {}

  bool Book() {
    {
      std::shared_lock<std::shared_mutex> reader(mutex_);
      if (free_ <= 0) return false;
    }
    std::unique_lock<std::shared_mutex> writer(mutex_);
    if (free_ <= 0) return false;
    --free_;
    return true;
  }

  int free() const {
    std::shared_lock<std::shared_mutex> reader(mutex_);
    return free_;
  }

 private:
  mutable std::shared_mutex mutex_;
  int free_;
};

// The same with an absl::Mutex.
class AbslRecheckingSeats {
 public:
  explicit AbslRecheckingSeats(int free) : free_(free) {}

  bool Book() {
    {
      absl::ReaderMutexLock reader(&mutex_);
      if (free_ <= 0) return false;
    }
    absl::WriterMutexLock writer(&mutex_);
    if (free_ <= 0) return false;
    --free_;
    return true;
  }

  int free() const {
    absl::ReaderMutexLock reader(&mutex_);
    return free_;
  }

 private:
  mutable absl::Mutex mutex_;
  int free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace racekit::scenarios::locks

#endif  // RACEKIT_SCENARIOS_LOCKS_SEATS_H_
