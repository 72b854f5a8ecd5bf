#include "scenarios/pool/thread_pool.h"

#include <mutex>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::pool {

ThreadPool::ThreadPool(int threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

bool ThreadPool::Submit(Task task) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (stopped_) return false;
  tasks_.push_back(std::move(task));
  changed_.notify_one();
  return true;
}

void ThreadPool::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

AbslThreadPool::AbslThreadPool(int threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

bool AbslThreadPool::Submit(Task task) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return false;
  tasks_.push_back(std::move(task));
  return true;
}

void AbslThreadPool::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool AbslThreadPool::TaskOrStopped() const {
  return stopped_ || !tasks_.empty();
}

void AbslThreadPool::Work() {
  for (;;) {
    Task task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &AbslThreadPool::TaskOrStopped));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace racekit::scenarios::pool
