// Replay: the choices of a schedule, one after the other.
//
// After the last one, and from the first one that cannot be followed (the
// thread cannot go on there), no thread is preempted: the current one goes on
// while it can, then the one with the lowest number.

#ifndef RACEKIT_HARNESS_SCHEDULE_REPLAY_H_
#define RACEKIT_HARNESS_SCHEDULE_REPLAY_H_

#include <cstddef>
#include <cstdint>

#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Replay final : public Strategy {
 public:
  static constexpr std::int64_t kNever = -1;

  // `schedule` must outlive this.
  explicit Replay(const Schedule* schedule) : schedule_(schedule) {}

  const char* name() const override { return "replay"; }

  // There is one execution, whatever its number.
  bool BeginExecution(std::uint64_t) override {
    if (done_) return false;
    run_ = 0;
    in_run_ = 0;
    choices_ = 0;
    diverged_at_ = kNever;
    return true;
  }

  ThreadId Choose(const Point& point) override {
    const auto choice = static_cast<std::int64_t>(choices_++);
    if (diverged_at_ == kNever && run_ < schedule_->runs().size()) {
      const Schedule::Run& run = schedule_->runs()[run_];
      if (IsRunnable(point, run.thread)) {
        if (++in_run_ == run.choices) {
          ++run_;
          in_run_ = 0;
        }
        return run.thread;
      }
      diverged_at_ = choice;
    }
    if (point.current != kNoThread) return point.current;
    ThreadId lowest = point.runnable[0];
    for (int i = 1; i < point.count; ++i) {
      if (point.runnable[i] < lowest) lowest = point.runnable[i];
    }
    return lowest;
  }

  void EndExecution(const ThreadView*, int) override { done_ = true; }

  // The choice, counted from 0, that could not be made as scheduled; kNever if
  // all could.
  std::int64_t diverged_at() const { return diverged_at_; }
  // The execution ended before the schedule did.
  bool ended_early() const { return run_ < schedule_->runs().size(); }
  std::uint64_t choices() const { return choices_; }

 private:
  const Schedule* const schedule_;
  bool done_ = false;
  std::size_t run_ = 0;
  std::uint64_t in_run_ = 0;
  std::uint64_t choices_ = 0;
  std::int64_t diverged_at_ = kNever;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_REPLAY_H_
