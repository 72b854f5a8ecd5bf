// A queue between threads: those that put wait while it is full, those that
// get wait while it is empty, and nobody polls.
//
//   BoundedBlockingQueue<Photo> photos(/*capacity=*/8);
//
//   // Each producer:                     // Each consumer:
//   photos.Put(Download(url));            while (auto photo = photos.Get()) {
//                                           Upload(*photo);
//                                           photos.TaskDone();
//                                         }
//   // Whoever started them:
//   for (std::thread& producer : producers) producer.join();
//   photos.Close();  // consumers get what is left, then nullopt
//   for (std::thread& consumer : consumers) consumer.join();

#ifndef RACEKIT_SCENARIOS_QUEUE_BOUNDED_BLOCKING_QUEUE_H_
#define RACEKIT_SCENARIOS_QUEUE_BOUNDED_BLOCKING_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace racekit::scenarios::queue {

// Thread-safe: every member function may be called by any thread at any time.
// `T` need only be movable.
//
// Items come out in the order in which they went in; so those of one producer
// reach one consumer in the producer's order. Each item that was accepted is
// given out exactly once. Whoever gets an item sees all that its producer wrote
// before putting it: Put() happens before the Get() that returns the item.
//
// The destructor requires that no thread is inside a member function.
template <typename T>
class BoundedBlockingQueue {
 public:
  // At most `capacity` items, at least 1, are in the queue at a time.
  explicit BoundedBlockingQueue(std::size_t capacity)
      : capacity_(capacity > 0 ? capacity : 1) {}

  BoundedBlockingQueue(const BoundedBlockingQueue&) = delete;
  BoundedBlockingQueue& operator=(const BoundedBlockingQueue&) = delete;

  // Waits until there is room, adds `item` at the end, and returns true. Once
  // the queue is closed, also where that happens during the wait, it returns
  // false and `item` is gone: nobody will get it.
  [[nodiscard]] bool Put(T item) {
    std::unique_lock<std::mutex> lock(mutex_);
    not_full_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    ++unfinished_;
    // While the lock is held: a consumer that gets this item may be the one
    // that destroys the queue, and cannot do so before this thread is through.
    not_empty_.notify_one();
    return true;
  }

  // Waits until there is an item, and takes the first. Returns nullopt when the
  // queue is closed and nothing is left in it; it then always will.
  [[nodiscard]] std::optional<T> Get() {
    std::unique_lock<std::mutex> lock(mutex_);
    not_empty_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    not_full_.notify_one();
    return item;
  }

  // Says that one item that Get() returned has been dealt with: all that was to
  // be done with it happens before the return of the Join() that waits for it.
  // Called more often than there were items, it ends the process: some item is
  // then counted twice, and Join() would return too early.
  void TaskDone() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (unfinished_ == 0) {
      std::fprintf(stderr,
                   "BoundedBlockingQueue: TaskDone() called more often than "
                   "items were put\n");
      std::abort();
    }
    if (--unfinished_ == 0) all_done_.notify_all();
  }

  // Waits until TaskDone() has been called for each item ever put, that is,
  // until the queue is empty and nobody works on an item of it. Does not need
  // Close(), and is not ended by it: items that nobody gets are waited for.
  void Join() {
    std::unique_lock<std::mutex> lock(mutex_);
    all_done_.wait(lock, [&] { return unfinished_ == 0; });
  }

  // No more items. Ends the wait of all that are in Put(), which return false,
  // and of all in Get(), once the queue is empty. Items that are in the queue
  // can still be got. Closing again does nothing.
  void Close() {
    std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    not_full_.notify_all();
    not_empty_.notify_all();
  }

  // How many items are in it: out of date as soon as it is returned, so for
  // statistics only, never for deciding whether to Put() or Get().
  std::size_t size() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return items_.size();
  }

  std::size_t capacity() const { return capacity_; }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable not_full_;   // or closed
  std::condition_variable not_empty_;  // or closed
  std::condition_variable all_done_;
  // All below are guarded by mutex_.
  std::deque<T> items_;
  std::size_t unfinished_ = 0;  // put, and not yet TaskDone()
  bool closed_ = false;
};

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_BOUNDED_BLOCKING_QUEUE_H_
