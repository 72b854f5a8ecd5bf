#include "harness/schedule/portfolio.h"

#include <cstdint>

namespace racekit::schedule {

namespace {
constexpr std::uint64_t kRound = 8;
}  // namespace

Portfolio::Portfolio(std::uint64_t seed, Mix mix, int pct_depth)
    : mix_(mix),
      random_walk_(seed, &profile_),
      pct_(seed, pct_depth, pct_depth, &profile_),
      mixed_pct_(seed, 2, 6, &profile_),
      changes_pct_(seed, 2, 6, &profile_, Pct::Points::kChanges),
      pos_(seed),
      surw_(seed, &profile_),
      uniform_(seed, &profile_, Surw::Selection::kAll),
      strategy_(StrategyFor(0)) {}

// POS looks at all threads at every step: with more than these its turns are
// better used by a walk that does not.
constexpr std::size_t kFewThreads = 32;

// A random walk first: it needs to know nothing. What it finds in few
// executions and what the others do was measured on racekit's scenarios: the
// walk is the best at most of them, and none of the others is good at all.
Strategy* Portfolio::StrategyFor(std::uint64_t execution) {
  switch (mix_) {
    case Mix::kRandomWalk:
      return &random_walk_;
    case Mix::kPct:
      return &pct_;
    case Mix::kPos:
      return &pos_;
    case Mix::kSurw:
      return &surw_;
    case Mix::kUniform:
      return &uniform_;
    case Mix::kDefault:
      break;
  }
  switch (execution % kRound) {
    case 1:
      return &uniform_;
    case 3:
      return &changes_pct_;
    case 5:
      return &surw_;
    case 7:
      if (execution % 16 != 7) return &mixed_pct_;
      if (profile_.threads().size() > kFewThreads) return &random_walk_;
      return &pos_;
    default:
      return &random_walk_;
  }
}

bool Portfolio::BeginExecution(std::uint64_t execution) {
  strategy_ = StrategyFor(execution);
  timer_phase_ = static_cast<std::int64_t>(execution / kRound);
  profile_.BeginExecution();
  return strategy_->BeginExecution(execution);
}

void Portfolio::EndExecution(const ThreadView* threads, int thread_count) {
  strategy_->EndExecution(threads, thread_count);
  profile_.EndExecution(threads, thread_count);
}

void Portfolio::PointsChanged() {
  profile_.PointsChanged();
  strategy_->PointsChanged();
}

}  // namespace racekit::schedule
