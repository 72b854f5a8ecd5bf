#include "scenarios/counter/ticket_counter.h"

#include <chrono>
#include <mutex>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::counter {

void Display::Show(int count) {
  std::lock_guard<std::mutex> lock(mutex_);
  text_ += std::to_string(count) + " ";
}

std::string Display::text() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return text_;
}

void UnlockedTicketCounter::Next(std::chrono::microseconds work) {
  const int count = count_;  // racy: count_
  std::this_thread::sleep_for(work);
  count_ = count + 1;  // racy: count_
  display_->Show(count + 1);
}

void LockedTicketCounter::Next(std::chrono::microseconds work) {
  std::lock_guard<std::mutex> lock(mutex_);
  const int count = count_;
  std::this_thread::sleep_for(work);
  count_ = count + 1;
  display_->Show(count + 1);
}

void AbslLockedTicketCounter::Next(std::chrono::microseconds work) {
  absl::MutexLock lock(&mutex_);
  const int count = count_;
  std::this_thread::sleep_for(work);
  count_ = count + 1;
  display_->Show(count + 1);
}

}  // namespace racekit::scenarios::counter
