#include "scenarios/wakeup/kitchen_counter.h"

#include <condition_variable>
#include <deque>
#include <mutex>

#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::wakeup {
namespace {

// 0, a dish that nobody cooked, if there is none.
int TakeFirst(std::deque<int>& dishes) {
  if (dishes.empty()) return 0;
  const int dish = dishes.front();
  dishes.pop_front();
  return dish;
}

}  // namespace

void IfCounter::Put(int dish) {
  std::lock_guard<std::mutex> lock(mutex_);
  dishes_.push_back(dish);
  not_empty_.notify_one();
}

int IfCounter::Take() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (dishes_.empty()) not_empty_.wait(lock);
  return TakeFirst(dishes_);
}

void WhileCounter::Put(int dish) {
  std::lock_guard<std::mutex> lock(mutex_);
  dishes_.push_back(dish);
  not_empty_.notify_one();
}

int WhileCounter::Take() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (dishes_.empty()) not_empty_.wait(lock);
  return TakeFirst(dishes_);
}

void AwaitCounter::Put(int dish) {
  absl::MutexLock lock(&mutex_);
  dishes_.push_back(dish);
}

int AwaitCounter::Take() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](std::deque<int>* dishes) { return !dishes->empty(); }, &dishes_));
  return TakeFirst(dishes_);
}

}  // namespace racekit::scenarios::wakeup
