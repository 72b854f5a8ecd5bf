// A source of news that calls whoever has subscribed.

#ifndef RACEKIT_SCENARIOS_LIFETIME_NEWS_H_
#define RACEKIT_SCENARIOS_LIFETIME_NEWS_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>

namespace racekit::scenarios::lifetime {

using Callback = std::function<void(int)>;

// Both classes are thread-safe: Publish() calls, on its own thread and without
// a lock held, every callback that is subscribed.

// Unsubscribe() keeps the callback from being called by any Publish() that
// comes after it. BUG of whoever then deletes what the callback uses: one that
// is under way may still call it.
class News {
 public:
  int Subscribe(Callback callback);  // returns a number for Unsubscribe()
  void Unsubscribe(int number);
  void Publish(int item);

 private:
  std::mutex mutex_;
  std::map<int, Callback> callbacks_;  // guarded by mutex_
  int last_number_ = 0;                // guarded by mutex_
};

// Fixed: Unsubscribe() returns when the callback is not running and never will
// again. Not to be called by a callback, which would wait for itself.
class WaitingNews {
 public:
  int Subscribe(Callback callback);
  void Unsubscribe(int number);
  void Publish(int item);

 private:
  News news_;
  std::mutex mutex_;
  std::condition_variable none_publishing_;
  int publishing_ = 0;  // guarded by mutex_
};

}  // namespace racekit::scenarios::lifetime

#endif  // RACEKIT_SCENARIOS_LIFETIME_NEWS_H_
