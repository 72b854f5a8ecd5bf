// Replay: the choices of a schedule, one after the other.
//
// After the last one, and from the first one that cannot be followed (the
// thread cannot go on there), no thread is preempted: the current one goes on
// while it can, then the one with the lowest number.

#ifndef RACEKIT_HARNESS_SCHEDULE_REPLAY_H_
#define RACEKIT_HARNESS_SCHEDULE_REPLAY_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

// How an execution differed from the one that was recorded.
struct Departure {
  enum class What : std::uint8_t {
    kCannotGoOn,  // the thread of the schedule could not go on at this choice
    kEndedEarly,  // the execution ended, and choices were left
  };
  What what;
  std::uint64_t choice;  // which, counted from 0
  ThreadId expected;     // who was to go on
  // kCannotGoOn: who did instead, about to do what.
  ThreadId chosen = kNoThread;
  Operation operation = {};
  // kCannotGoOn: threads that existed; `expected` may be none of them.
  int thread_count = 0;
};

class Replay final : public Strategy {
 public:
  // `schedule` must outlive this.
  explicit Replay(const Schedule* schedule) : schedule_(schedule) {}

  const char* name() const override { return "replay"; }

  // There is one execution, whatever its number.
  bool BeginExecution(std::uint64_t) override {
    if (done_) return false;
    run_ = 0;
    in_run_ = 0;
    choices_ = 0;
    departure_.reset();
    return true;
  }

  ThreadId Choose(const Point& point) override {
    const std::uint64_t choice = choices_++;
    if (departure_ || run_ == schedule_->runs().size())
      return Undisturbed(point);
    const Schedule::Run& run = schedule_->runs()[run_];
    if (!IsRunnable(point, run.thread)) {
      const ThreadId chosen = Undisturbed(point);
      departure_ = Departure{Departure::What::kCannotGoOn,
                             choice,
                             run.thread,
                             chosen,
                             point.threads[chosen].pending,
                             point.thread_count};
      return chosen;
    }
    if (++in_run_ == run.choices) {
      ++run_;
      in_run_ = 0;
    }
    return run.thread;
  }

  void EndExecution(const ThreadView*, int) override {
    done_ = true;
    if (departure_ || run_ == schedule_->runs().size()) return;
    departure_ = Departure{Departure::What::kEndedEarly, choices_,
                           schedule_->runs()[run_].thread};
  }

  // Nothing if the schedule could be followed to its end. What came after that
  // is no departure.
  const std::optional<Departure>& departure() const { return departure_; }
  std::uint64_t choices() const { return choices_; }

 private:
  const Schedule* const schedule_;
  bool done_ = false;
  std::size_t run_ = 0;
  std::uint64_t in_run_ = 0;
  std::uint64_t choices_ = 0;
  std::optional<Departure> departure_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_REPLAY_H_
