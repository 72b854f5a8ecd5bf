// A pool of threads whose end was not thought through, in three ways. What it
// ought to do is said in thread_pool.h.

#ifndef RACEKIT_SCENARIOS_POOL_CARELESS_POOL_H_
#define RACEKIT_SCENARIOS_POOL_CARELESS_POOL_H_

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "scenarios/pool/thread_pool.h"

namespace racekit::scenarios::pool {

enum class Carelessness {
  // BUG: a thread goes home as soon as it sees that the pool was stopped,
  // though tasks are waiting.
  kDropsTasks,
  // BUG: Submit() looks whether the pool was stopped, and adds the task later,
  // when that may no longer be so and the threads have gone home.
  kAcceptsAfterStop,
  // BUG: Stop() sets the flag and notifies without the lock. A thread that has
  // just looked at the flag, and is about to sleep, sleeps for ever; and Stop()
  // waits for it.
  kSleepsOn,
};

template <Carelessness kBug>
class CarelessPool {
 public:
  explicit CarelessPool(int threads) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this] { Work(); });
    }
  }

  bool Submit(Task task) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (stopped_) return false;
    if constexpr (kBug == Carelessness::kAcceptsAfterStop) {
      lock.unlock();
      lock.lock();
    }
    tasks_.push_back(std::move(task));
    changed_.notify_one();
    return true;
  }

  void Stop() {
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if constexpr (kBug != Carelessness::kSleepsOn) lock.lock();
    stopped_ = true;
    changed_.notify_all();  // racy: changed_
    if (lock.owns_lock()) lock.unlock();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      // racy: changed_
      changed_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
      if (kBug == Carelessness::kDropsTasks && stopped_) return;
      if (tasks_.empty()) return;
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;  // guarded by mutex_
  std::atomic<bool> stopped_{
      false};  // an atomic, so that no race is a data race
  std::vector<std::thread> threads_;
};

}  // namespace racekit::scenarios::pool

#endif  // RACEKIT_SCENARIOS_POOL_CARELESS_POOL_H_
