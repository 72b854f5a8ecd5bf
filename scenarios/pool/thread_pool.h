// Pools of threads that do tasks, and can be stopped.

#ifndef RACEKIT_SCENARIOS_POOL_THREAD_POOL_H_
#define RACEKIT_SCENARIOS_POOL_THREAD_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::pool {

using Task = std::function<void()>;

// Each class:
//
//   explicit T(int threads)   starts them
//   bool Submit(Task task)    true: will be done, by one of the threads; false
//                             once the pool was stopped. Any thread, any time
//   void Stop()               returns when all that Submit() accepted is done
//                             and the threads have ended. Once, by one thread

// With a std::mutex and a condition variable.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  bool Submit(Task task);
  void Stop();

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;  // guarded by mutex_
  bool stopped_ = false;    // guarded by mutex_
  std::vector<std::thread> threads_;
};

// With an absl::Mutex, which needs no notification.
class AbslThreadPool {
 public:
  explicit AbslThreadPool(int threads);
  bool Submit(Task task);
  void Stop();

 private:
  void Work();
  bool TaskOrStopped() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace racekit::scenarios::pool

#endif  // RACEKIT_SCENARIOS_POOL_THREAD_POOL_H_
