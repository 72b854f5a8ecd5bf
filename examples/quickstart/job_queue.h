// A queue for jobs: workers wait for the next one, and go home when the queue
// is closed and empty.

#ifndef QUICKSTART_JOB_QUEUE_H_
#define QUICKSTART_JOB_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <queue>
#include <utility>

template <typename Job>
class JobQueue {
 public:
  explicit JobQueue(std::size_t limit) : limit_(limit) {}

  // Waits for room. False if the queue is closed.
  bool Push(Job job) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || jobs_.size() < limit_; });
    if (closed_) return false;
    jobs_.push(std::move(job));
    changed_.notify_all();
    return true;
  }

  // Waits for a job, and takes it. False if there will be none.
  bool Pop(Job* job) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return false;
    *job = std::move(jobs_.front());
    jobs_.pop();
    changed_.notify_all();
    return true;
  }

  void Close() {
    std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<Job> jobs_;
  bool closed_ = false;
};

#endif  // QUICKSTART_JOB_QUEUE_H_
