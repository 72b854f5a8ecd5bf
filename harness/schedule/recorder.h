// Writes down what another strategy chooses: the schedule of the execution that
// ran last.

#ifndef RACEKIT_HARNESS_SCHEDULE_RECORDER_H_
#define RACEKIT_HARNESS_SCHEDULE_RECORDER_H_

#include <cstdint>

#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Recorder final : public Strategy {
 public:
  // `strategy` must outlive this, or be replaced.
  explicit Recorder(Strategy* strategy = nullptr) : strategy_(strategy) {}

  // From the next execution on.
  void Record(Strategy* strategy) { strategy_ = strategy; }

  const char* name() const override { return strategy_->name(); }

  bool BeginExecution(std::uint64_t execution) override {
    schedule_.Clear();
    return strategy_->BeginExecution(execution);
  }

  ThreadId Choose(const Point& point) override {
    const ThreadId chosen = strategy_->Choose(point);
    schedule_.Append(chosen);
    return chosen;
  }

  bool WatchesForced() const override { return strategy_->WatchesForced(); }
  void OnForced(const ThreadView* threads, ThreadId thread) override {
    strategy_->OnForced(threads, thread);
  }

  void EndExecution(const ThreadView* threads, int thread_count) override {
    strategy_->EndExecution(threads, thread_count);
  }

  void PointsChanged() override { strategy_->PointsChanged(); }

  // Valid until the next execution begins. Whoever knows the places that were
  // scheduling points adds them.
  const Schedule& schedule() const { return schedule_; }
  Schedule& schedule() { return schedule_; }

 private:
  Strategy* strategy_;
  Schedule schedule_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_RECORDER_H_
