// A Schedule: the list of choices that an execution was made of, and its text.
//
// At each scheduling point where two or more threads could go on, one was
// chosen; the schedule lists them, in order. Points without a choice are not in
// it, so a schedule is short where little was to be chosen. With them go the
// places in the code whose plain accesses were scheduling points, since choices
// mean nothing without the points at which they were made.
//
// As text it is "rk1:" (the version of this format) and base64url (RFC 4648,
// without padding) of varints: the number of places; the places in ascending
// order, each as its distance from the one before less one (the first as it
// is); for each run of choices of one thread 2 * thread, plus 1 if the run is
// longer than one, and then its length less two; at the end the CRC-16 (CCITT,
// from 0xffff) of all that, high byte first. There is one text for each
// schedule, and no other is accepted.

#ifndef RACEKIT_HARNESS_SCHEDULE_SCHEDULE_H_
#define RACEKIT_HARNESS_SCHEDULE_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/arena/page_vector.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Schedule {
 public:
  struct Run {
    ThreadId thread;
    std::uint64_t choices;

    friend bool operator==(const Run&, const Run&) = default;
  };

  // Threads that an execution can have, choices, places: parsing refuses more.
  static constexpr ThreadId kMaxThreads = 1 << 16;
  static constexpr std::uint64_t kMaxChoices = std::uint64_t{1} << 40;
  static constexpr std::uint64_t kMaxPlaces = 1 << 12;
  static constexpr std::uint64_t kMaxPlace = (std::uint64_t{1} << 48) - 1;
  // No place, and last among them: waits on condition variables may end though
  // nobody notified (spurious wakeups), and were offered as choices.
  static constexpr std::uint64_t kSpuriousWakeups = kMaxPlace;

  void Append(ThreadId thread, std::uint64_t choices = 1) {
    if (choices == 0) return;
    choices_ += choices;
    if (!runs_.empty() && runs_.back().thread == thread) {
      runs_.back().choices += choices;
    } else {
      runs_.push_back({thread, choices});
    }
  }
  // A place whose plain accesses are scheduling points: an offset from where
  // the program's code begins, the same in all its processes, at most
  // kMaxPlace. In any order.
  void AddPlace(std::uint64_t place) { places_.push_back(place); }

  void Clear() {
    runs_.clear();
    places_.clear();
    choices_ = 0;
  }
  void CopyFrom(const Schedule& other) {
    Clear();
    for (const Run& run : other.runs_) Append(run.thread, run.choices);
    CopyPlacesFrom(other);
  }
  void CopyPlacesFrom(const Schedule& other) {
    places_.clear();
    for (const std::uint64_t place : other.places_) AddPlace(place);
  }

  const arena::PageVector<Run>& runs() const { return runs_; }
  const arena::PageVector<std::uint64_t>& places() const { return places_; }
  std::uint64_t choices() const { return choices_; }

 private:
  arena::PageVector<Run> runs_;
  arena::PageVector<std::uint64_t> places_;
  std::uint64_t choices_ = 0;
};

// ---- Text. For use between executions only: std::string takes memory from the
// program's heap.

std::string ToString(const Schedule& schedule);

// What is wrong with a text.
struct ScheduleError {
  std::size_t position = 0;  // in the text
  // "expected 'rk1:'", and so on, with what stands there and what to do; empty
  // if nothing is wrong.
  std::string message;
};

// Any text is a schedule or an error. `schedule` is cleared if it is an error.
ScheduleError Parse(std::string_view text, Schedule& schedule);

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_SCHEDULE_H_
