// A counter as somebody might write it: each access is locked, which is why no
// race detector has a word to say, and counting is two accesses.

#ifndef QUICKSTART_HIT_COUNTER_H_
#define QUICKSTART_HIT_COUNTER_H_

#include <mutex>

class HitCounter {
 public:
  int Get() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return hits_;
  }

  void Set(int hits) {
    std::lock_guard<std::mutex> lock(mutex_);
    hits_ = hits;
  }

  void Hit() { Set(Get() + 1); }

 private:
  mutable std::mutex mutex_;
  int hits_ = 0;
};

#endif  // QUICKSTART_HIT_COUNTER_H_
