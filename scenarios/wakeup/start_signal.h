// A signal that one thread gives and another waits for.

#ifndef RACEKIT_SCENARIOS_WAKEUP_START_SIGNAL_H_
#define RACEKIT_SCENARIOS_WAKEUP_START_SIGNAL_H_

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::wakeup {

// Each class: Give() once, by any thread; Await() returns when it was given,
// before or after the call.

// BUG: a condition variable remembers nothing. Who comes to wait after the
// notification waits for ever.
class ForgetfulSignal {
 public:
  void Give();
  void Await();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
};

// BUG: there is a flag, and the wait looks at it; but it is set without the
// lock. It can be set, and the notification be over, between the last look at
// the flag and the sleep. That the flag is atomic does not help.
class UnlockedFlagSignal {
 public:
  void Give();
  void Await();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::atomic<bool> given_{false};
};

// Fixed: the flag is set and looked at under the lock, which is free only while
// the waiting thread is asleep for sure, or has not looked yet.
class FlagSignal {
 public:
  void Give();
  void Await();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool given_ = false;  // guarded by mutex_
};

// The same with an absl::Mutex, which needs no notification.
class AbslFlagSignal {
 public:
  void Give();
  void Await();

 private:
  absl::Mutex mutex_;
  bool given_ ABSL_GUARDED_BY(mutex_) = false;
};

// Fixed: the atomic itself is waited for.
class AtomicSignal {
 public:
  void Give();
  void Await();

 private:
  std::atomic<bool> given_{false};
};

}  // namespace racekit::scenarios::wakeup

#endif  // RACEKIT_SCENARIOS_WAKEUP_START_SIGNAL_H_
