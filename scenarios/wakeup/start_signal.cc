#include "scenarios/wakeup/start_signal.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::wakeup {

void ForgetfulSignal::Give() {
  std::lock_guard<std::mutex> lock(mutex_);
  condition_.notify_one();  // racy: condition_
}

void ForgetfulSignal::Await() {
  std::unique_lock<std::mutex> lock(mutex_);
  condition_.wait(lock);  // racy: condition_
}

void UnlockedFlagSignal::Give() {
  given_ = true;
  condition_.notify_one();  // racy: condition_
}

void UnlockedFlagSignal::Await() {
  std::unique_lock<std::mutex> lock(mutex_);
  condition_.wait(lock, [this] { return given_.load(); });  // racy: condition_
}

void FlagSignal::Give() {
  std::lock_guard<std::mutex> lock(mutex_);
  given_ = true;
  condition_.notify_one();
}

void FlagSignal::Await() {
  std::unique_lock<std::mutex> lock(mutex_);
  condition_.wait(lock, [this] { return given_; });
}

void AbslFlagSignal::Give() {
  absl::MutexLock lock(&mutex_);
  given_ = true;
}

void AbslFlagSignal::Await() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&given_));
}

void AtomicSignal::Give() {
  given_.store(true);
  given_.notify_one();
}

void AtomicSignal::Await() { given_.wait(false); }

}  // namespace racekit::scenarios::wakeup
