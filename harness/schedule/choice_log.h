// Writes down each choice of another strategy with what there was to choose
// from.

#ifndef RACEKIT_HARNESS_SCHEDULE_CHOICE_LOG_H_
#define RACEKIT_HARNESS_SCHEDULE_CHOICE_LOG_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/schedule.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class ChoiceLog final : public Strategy {
 public:
  struct Choice {
    ThreadId chosen;
    ThreadId current;           // kNoThread if it could not go on
    std::uint32_t first;        // its runnable threads, in runnable()
    std::uint32_t count;        // of them
    std::uint32_t switches;     // seen before this choice
    std::uint32_t ordinal;      // of what `current` was about to do
    std::uint64_t site;         // and where
    std::uint64_t object;       // and what it would have touched
    std::uint32_t preemptions;  // before this choice
  };

  // `strategy` must outlive this.
  explicit ChoiceLog(Strategy* strategy) : strategy_(strategy) {}

  const char* name() const override { return strategy_->name(); }

  bool BeginExecution(std::uint64_t execution) override {
    choices_.clear();
    runnable_.clear();
    schedule_.Clear();
    last_ = 0;
    switches_ = preemptions_ = 0;
    return strategy_->BeginExecution(execution);
  }

  ThreadId Choose(const Point& point) override {
    if (point.current != kNoThread && point.current != last_) {
      // It took over where there was no choice.
      last_ = point.current;
      ++switches_;
    }
    Choice choice{};
    choice.current = point.current;
    choice.first = static_cast<std::uint32_t>(runnable_.size());
    choice.count = static_cast<std::uint32_t>(point.count);
    choice.switches = switches_;
    choice.preemptions = preemptions_;
    if (point.current != kNoThread) {
      const Operation& pending = point.threads[point.current].pending;
      choice.ordinal = pending.ordinal;
      choice.site = pending.site;
      choice.object = pending.object;
    }
    for (int i = 0; i < point.count; ++i) {
      runnable_.push_back(point.runnable[i]);
    }
    choice.chosen = strategy_->Choose(point);
    choices_.push_back(choice);
    schedule_.Append(choice.chosen);
    if (choice.chosen != last_) {
      last_ = choice.chosen;
      ++switches_;
      if (point.current != kNoThread) ++preemptions_;
    }
    return choice.chosen;
  }

  void EndExecution(const ThreadView* threads, int thread_count) override {
    strategy_->EndExecution(threads, thread_count);
  }
  void PointsChanged() override { strategy_->PointsChanged(); }

  // Of the execution that ran last.
  const arena::PageVector<Choice>& choices() const { return choices_; }
  ThreadId runnable(const Choice& choice, std::uint32_t i) const {
    return runnable_[choice.first + i];
  }
  const Schedule& schedule() const { return schedule_; }
  // Switches away from a thread that could have gone on.
  std::int64_t preemptions() const { return preemptions_; }

 private:
  Strategy* const strategy_;
  arena::PageVector<Choice> choices_;
  arena::PageVector<ThreadId> runnable_;
  Schedule schedule_;
  ThreadId last_ = 0;
  std::uint32_t switches_ = 0;
  std::uint32_t preemptions_ = 0;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_CHOICE_LOG_H_
