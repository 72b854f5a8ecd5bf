#include "harness/explore/make_strategy.h"

#include <algorithm>

namespace racekit::internal {
namespace {

using schedule::Exhaustive;
using schedule::Portfolio;

Portfolio::Mix MixOf(ExploreStrategy strategy) {
  switch (strategy) {
    case ExploreStrategy::kRandom:
      return Portfolio::Mix::kRandomWalk;
    case ExploreStrategy::kPct:
      return Portfolio::Mix::kPct;
    case ExploreStrategy::kPos:
      return Portfolio::Mix::kPos;
    case ExploreStrategy::kSurw:
      return Portfolio::Mix::kSurw;
    case ExploreStrategy::kUniform:
      return Portfolio::Mix::kUniform;
    case ExploreStrategy::kPortfolio:
    case ExploreStrategy::kExhaustive:
      break;
  }
  return Portfolio::Mix::kDefault;
}

}  // namespace

ChosenStrategy::ChosenStrategy(const ExploreOptions& options)
    : preemption_bound_(options.strategy == ExploreStrategy::kExhaustive
                            ? options.preemption_bound
                            : ExploreOptions::kNoPreemptionBound) {
  if (options.strategy == ExploreStrategy::kExhaustive) {
    Exhaustive::Options exhaustive;
    if (preemption_bound_ >= 0) exhaustive.preemptions = preemption_bound_;
    exhaustive_.emplace(exhaustive);
  } else {
    portfolio_.emplace(
        options.seed, MixOf(options.strategy),
        std::clamp(options.pct_depth, 1, schedule::Pct::kMaxDepth));
  }
}

schedule::Strategy* ChosenStrategy::get() {
  if (exhaustive_) return &*exhaustive_;
  return &*portfolio_;
}

}  // namespace racekit::internal
