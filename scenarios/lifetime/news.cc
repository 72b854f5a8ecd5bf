#include "scenarios/lifetime/news.h"

#include <map>
#include <mutex>
#include <utility>

namespace racekit::scenarios::lifetime {

int News::Subscribe(Callback callback) {
  std::lock_guard<std::mutex> lock(mutex_);
  callbacks_.emplace(++last_number_, std::move(callback));
  return last_number_;
}

void News::Unsubscribe(int number) {
  std::lock_guard<std::mutex> lock(mutex_);
  callbacks_.erase(number);
}

void News::Publish(int item) {
  std::map<int, Callback> callbacks;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    callbacks = callbacks_;
  }
  for (const auto& [number, callback] : callbacks) callback(item);
}

int WaitingNews::Subscribe(Callback callback) {
  return news_.Subscribe(std::move(callback));
}

void WaitingNews::Unsubscribe(int number) {
  news_.Unsubscribe(number);
  // Whoever publishes from now on does not see the callback.
  std::unique_lock<std::mutex> lock(mutex_);
  none_publishing_.wait(lock, [this] { return publishing_ == 0; });
}

void WaitingNews::Publish(int item) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ++publishing_;
  }
  news_.Publish(item);
  std::lock_guard<std::mutex> lock(mutex_);
  if (--publishing_ == 0) none_publishing_.notify_all();
}

}  // namespace racekit::scenarios::lifetime
