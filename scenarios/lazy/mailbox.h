// Handing a message from one thread to another by a flag.

#ifndef RACEKIT_SCENARIOS_LAZY_MAILBOX_H_
#define RACEKIT_SCENARIOS_LAZY_MAILBOX_H_

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "scenarios/lazy/settings.h"

namespace racekit::scenarios::lazy {

// Each mailbox takes one message: Send() once, Receive() waits for it.

// BUG: the flag is atomic, but relaxed: it orders nothing. The receiver may see
// the flag and not the message. On x86 the processor keeps both in order; the
// compiler need not, and other processors do not.
class RelaxedMailbox {
 public:
  void Send(const Settings& message);
  Settings Receive();

 private:
  Settings message_;
  std::atomic<bool> sent_{false};
};

// Fixed: the flag is released after the message and acquired before it.
class ReleaseMailbox {
 public:
  void Send(const Settings& message);
  Settings Receive();

 private:
  Settings message_;
  std::atomic<bool> sent_{false};
};

// Fixed: a lock orders as well, and the receiver sleeps while it waits.
class ConditionMailbox {
 public:
  void Send(const Settings& message);
  Settings Receive();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool sent_ = false;
  Settings message_;
};

}  // namespace racekit::scenarios::lazy

#endif  // RACEKIT_SCENARIOS_LAZY_MAILBOX_H_
