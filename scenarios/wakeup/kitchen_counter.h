// The counter between a kitchen and its waiters: dishes are put on it, and
// taken by whoever is there.

#ifndef RACEKIT_SCENARIOS_WAKEUP_KITCHEN_COUNTER_H_
#define RACEKIT_SCENARIOS_WAKEUP_KITCHEN_COUNTER_H_

#include <condition_variable>
#include <deque>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::wakeup {

// Each class: Put() adds a dish, Take() waits for one. Thread-safe.

// BUG: whoever was woken takes without another look. A waiter who just came by
// may have been faster: then there is no dish, and 0 is served.
class IfCounter {
 public:
  void Put(int dish);
  int Take();

 private:
  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::deque<int> dishes_;  // guarded by mutex_
};

// Fixed: looks again each time it is woken.
class WhileCounter {
 public:
  void Put(int dish);
  int Take();

 private:
  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::deque<int> dishes_;  // guarded by mutex_
};

// Fixed with an absl::Mutex: returns from Await() with the lock and with the
// condition true.
class AwaitCounter {
 public:
  void Put(int dish);
  int Take();

 private:
  absl::Mutex mutex_;
  std::deque<int> dishes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace racekit::scenarios::wakeup

#endif  // RACEKIT_SCENARIOS_WAKEUP_KITCHEN_COUNTER_H_
