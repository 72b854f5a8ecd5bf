#include "scenarios/lazy/mailbox.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "scenarios/lazy/settings.h"

namespace racekit::scenarios::lazy {

void RelaxedMailbox::Send(const Settings& message) {
  message_ = message;  // racy: message_
  sent_.store(true, std::memory_order_relaxed);
}

Settings RelaxedMailbox::Receive() {
  while (!sent_.load(std::memory_order_relaxed)) std::this_thread::yield();
  return message_;  // racy: message_
}

void ReleaseMailbox::Send(const Settings& message) {
  message_ = message;
  sent_.store(true, std::memory_order_release);
}

Settings ReleaseMailbox::Receive() {
  while (!sent_.load(std::memory_order_acquire)) std::this_thread::yield();
  return message_;
}

void ConditionMailbox::Send(const Settings& message) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    message_ = message;
    sent_ = true;
  }
  condition_.notify_one();
}

Settings ConditionMailbox::Receive() {
  std::unique_lock<std::mutex> lock(mutex_);
  condition_.wait(lock, [this] { return sent_; });
  return message_;
}

}  // namespace racekit::scenarios::lazy
