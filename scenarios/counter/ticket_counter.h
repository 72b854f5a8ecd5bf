// A counter that hands out the next number, and takes its time over it.

#ifndef RACEKIT_SCENARIOS_COUNTER_TICKET_COUNTER_H_
#define RACEKIT_SCENARIOS_COUNTER_TICKET_COUNTER_H_

#include <chrono>
#include <mutex>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace racekit::scenarios::counter {

// The numbers as they are called out: "1 2 3 ". Thread-safe.
class Display {
 public:
  void Show(int count);
  std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// Each counter below reads its count, works for `work`, writes the count plus
// one, and shows what it wrote.

// BUG: whoever reads while another works gets the same number. A data race
// besides.
class UnlockedTicketCounter {
 public:
  explicit UnlockedTicketCounter(Display* display) : display_(display) {}
  void Next(std::chrono::microseconds work);

 private:
  Display* display_;
  int count_ = 0;
};

// Fixed: one lock around reading, working and writing.
class LockedTicketCounter {
 public:
  explicit LockedTicketCounter(Display* display) : display_(display) {}
  void Next(std::chrono::microseconds work);

 private:
  Display* display_;
  std::mutex mutex_;
  int count_ = 0;
};

// The same with an absl::Mutex.
class AbslLockedTicketCounter {
 public:
  explicit AbslLockedTicketCounter(Display* display) : display_(display) {}
  void Next(std::chrono::microseconds work);

 private:
  Display* display_;
  absl::Mutex mutex_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_TICKET_COUNTER_H_
