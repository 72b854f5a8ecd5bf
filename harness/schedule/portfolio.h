// The default: several strategies in turn, each of which is good at other bugs.
// They share what they learn about the body.
//
// Which one makes the choices of an execution depends on the execution's number
// alone. A portfolio of one is how a strategy that needs a profile is used by
// itself.

#ifndef RACEKIT_HARNESS_SCHEDULE_PORTFOLIO_H_
#define RACEKIT_HARNESS_SCHEDULE_PORTFOLIO_H_

#include <cstdint>

#include "harness/schedule/pct.h"
#include "harness/schedule/pos.h"
#include "harness/schedule/profile.h"
#include "harness/schedule/random_walk.h"
#include "harness/schedule/strategy.h"
#include "harness/schedule/surw.h"

namespace racekit::schedule {

class Portfolio final : public Strategy {
 public:
  enum class Mix : std::uint8_t {
    kDefault,
    kRandomWalk,
    kPct,
    kPos,
    kSurw,
    kUniform,  // SURW where everything matters
  };
  static constexpr int kDefaultPctDepth = 3;

  explicit Portfolio(std::uint64_t seed, Mix mix = Mix::kDefault,
                     int pct_depth = kDefaultPctDepth);

  // Of the strategy whose execution it is, or was last.
  const char* name() const override { return strategy_->name(); }
  bool BeginExecution(std::uint64_t execution) override;
  ThreadId Choose(const Point& point) override {
    if (point.timer != kNoThread &&
        (point.step + timer_phase_) % kTimerPeriod != 0) {
      return ChooseButTimer(point);
    }
    return ChooseAmongAll(point);
  }
  bool WatchesForced() const override { return profile_.logging(); }
  void OnForced(const ThreadView* threads, ThreadId thread) override {
    profile_.OnForced(threads[thread].pending, thread);
  }
  void EndExecution(const ThreadView* threads, int thread_count) override;
  void PointsChanged() override;

  const Profile& profile() const { return profile_; }

 private:
  // A timer may expire at every point; drawn as often as threads are, none
  // would live long. At one point in so many it is a candidate, at others in
  // each round of the strategies.
  static constexpr std::int64_t kTimerPeriod = 8;

  ThreadId ChooseAmongAll(const Point& point) {
    const ThreadId chosen = strategy_->Choose(point);
    profile_.OnChoice(point, chosen);
    return chosen;
  }
  ThreadId ChooseButTimer(Point point) {
    point.timer = kNoThread;
    if (--point.count == 1) {
      profile_.OnForced(point.threads[point.runnable[0]].pending,
                        point.runnable[0]);
      return point.runnable[0];
    }
    return ChooseAmongAll(point);
  }
  Strategy* StrategyFor(std::uint64_t execution);

  const Mix mix_;
  Profile profile_;
  RandomWalk random_walk_;
  Pct pct_;          // of the depth that was asked for
  Pct mixed_pct_;    // of several
  Pct changes_pct_;  // the same, at changes only
  Pos pos_;
  Surw surw_;
  Surw uniform_;
  Strategy* strategy_;
  std::int64_t timer_phase_ = 0;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_PORTFOLIO_H_
