#include "harness/schedule/portfolio.h"

#include <cstdint>

namespace racekit::schedule {

Portfolio::Portfolio(std::uint64_t seed, Mix mix, int pct_depth)
    : mix_(mix),
      random_walk_(seed),
      shallow_pct_(seed, 2, &profile_),
      pct_(seed, pct_depth, &profile_),
      pos_(seed),
      surw_(seed, &profile_),
      uniform_(seed, &profile_, Surw::Selection::kAll),
      strategy_(StrategyFor(0)) {}

// A random walk first: it needs to know nothing. Every strategy has its turn
// within six executions; PCT twice, since its depth is a guess.
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
  switch (execution % 6) {
    case 0:
      return &random_walk_;
    case 1:
      return &surw_;
    case 2:
      return &pos_;
    case 3:
      return &shallow_pct_;
    case 4:
      return &surw_;
    default:
      return &pct_;
  }
}

bool Portfolio::BeginExecution(std::uint64_t execution) {
  strategy_ = StrategyFor(execution);
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
