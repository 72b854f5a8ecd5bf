// A queue between threads, made by hand: a list, a lock around each access to
// it, and loops that ask again and again. Each access is safe, and the queue is
// not: what was asked need no longer be so when it is acted upon.

#ifndef RACEKIT_SCENARIOS_QUEUE_HAND_MADE_QUEUE_H_
#define RACEKIT_SCENARIOS_QUEUE_HAND_MADE_QUEUE_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace racekit::scenarios::queue {

// What BoundedBlockingQueue does, or so its author thought.
template <typename T>
class HandMadeQueue {
 public:
  explicit HandMadeQueue(std::size_t capacity) : capacity_(capacity) {}

  // BUG: two producers see room for one, and both append.
  // BUG: an item is accepted though the consumers have been sent home.
  bool Put(T item) {
    while (Size() >= capacity_) {
      if (closed_) return false;
      std::this_thread::yield();
    }
    ++unfinished_;
    Append(std::move(item));
    return true;
  }

  // BUG: two consumers see one item, and both remove.
  // BUG: gives up when the queue is closed, whether or not items are left.
  std::optional<T> Get() {
    while (Size() == 0) {
      if (closed_) return std::nullopt;
      std::this_thread::yield();
    }
    if (closed_) return std::nullopt;
    return RemoveFirst();
  }

  void TaskDone() { --unfinished_; }

  void Join() {
    while (unfinished_ > 0) std::this_thread::yield();
  }

  void Close() { closed_ = true; }

  std::size_t size() const { return Size(); }

 private:
  std::size_t Size() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return items_.size();  // racy: items_
  }

  void Append(T item) {
    std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(std::move(item));
  }

  // T(), an item that nobody has put, if there is none after all.
  T RemoveFirst() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (items_.empty()) return T();  // racy: items_
    T item = std::move(items_.front());
    items_.pop_front();  // racy: items_
    return item;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<T> items_;  // guarded by mutex_
  std::atomic<int> unfinished_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_HAND_MADE_QUEUE_H_
