// Mutexes that do what the suite asks for: the library's, one of our own that
// cannot try, and one with names of its own.

#include "scenarios/suites/mutex_suite.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "absl/synchronization/mutex.h"

namespace racekit {
namespace {

class SpinLock {
 public:
  void lock() {
    while (locked_.exchange(true, std::memory_order_acquire)) {
      std::this_thread::yield();
    }
  }
  void unlock() { locked_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> locked_{false};
};

}  // namespace

template <>
struct MutexTraits<absl::Mutex> {
  static absl::Mutex Make() { return absl::Mutex(); }
  static void Lock(absl::Mutex& mutex) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    mutex.Lock();
  }
  static void Unlock(absl::Mutex& mutex) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    mutex.Unlock();
  }
  template <typename Mutex = absl::Mutex>
  static bool TryLock(Mutex& mutex) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return mutex.TryLock();
  }
};

using Mutexes = ::testing::Types<std::mutex, SpinLock, absl::Mutex>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, MutexSuite, Mutexes);

}  // namespace racekit
