#include "harness/schedule/contrast.h"

#include "harness/schedule/choice_log.h"
#include "harness/schedule/replay.h"

namespace racekit::schedule {

namespace {

// Follows a logged execution up to a choice, makes that one otherwise.
class Otherwise final : public Strategy {
 public:
  Otherwise(const ChoiceLog* log, std::size_t at, ThreadId thread)
      : log_(log), at_(at), thread_(thread) {}

  const char* name() const override { return "contrast"; }
  bool BeginExecution(std::uint64_t) override {
    next_ = 0;
    return true;
  }
  ThreadId Choose(const Point& point) override {
    const std::size_t choice = next_++;
    if (choice < at_ && IsRunnable(point, log_->choices()[choice].chosen)) {
      return log_->choices()[choice].chosen;
    }
    if (choice == at_ && IsRunnable(point, thread_)) return thread_;
    return Undisturbed(point);
  }
  void EndExecution(const ThreadView*, int) override {}

 private:
  const ChoiceLog* const log_;
  const std::size_t at_;
  const ThreadId thread_;
  std::size_t next_ = 0;
};

}  // namespace

ContrastResult NearestPassing(Subject& subject, const Schedule& failing,
                              const ContrastOptions& options,
                              Schedule& passing) {
  ContrastResult result;
  Replay replay(&failing);
  ChoiceLog log(&replay);
  ++result.executions;
  const Trial first = subject.Run(log);
  if (!first.fails) return result;
  std::int64_t steps = first.steps;
  for (std::size_t at = log.choices().size(); at > 0; --at) {
    const ChoiceLog::Choice& choice = log.choices()[at - 1];
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      const ThreadId thread = log.runnable(choice, i);
      if (thread == choice.chosen) continue;
      if (result.executions >= options.executions || steps >= options.steps) {
        return result;
      }
      ++result.executions;
      Otherwise otherwise(&log, at - 1, thread);
      ChoiceLog tried(&otherwise);
      const Trial trial = subject.Run(tried);
      steps += trial.steps;
      if (trial.fails || !trial.complete) continue;
      result.found = true;
      result.agrees = at - 1;
      passing.CopyFrom(tried.schedule());
      return result;
    }
  }
  return result;
}

}  // namespace racekit::schedule
