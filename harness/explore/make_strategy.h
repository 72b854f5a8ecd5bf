// The strategy that options ask for.

#ifndef RACEKIT_HARNESS_EXPLORE_MAKE_STRATEGY_H_
#define RACEKIT_HARNESS_EXPLORE_MAKE_STRATEGY_H_

#include <optional>

#include "harness/explore_options.h"
#include "harness/schedule/exhaustive.h"
#include "harness/schedule/portfolio.h"
#include "harness/schedule/strategy.h"

namespace racekit::internal {

class ChosenStrategy {
 public:
  explicit ChosenStrategy(const ExploreOptions& options);

  schedule::Strategy* get();
  // Nothing is left to explore, and nothing was left out but what exceeds the
  // bound on preemptions.
  bool complete() const { return exhaustive_ && exhaustive_->complete(); }
  // Or ExploreOptions::kNoPreemptionBound.
  int preemption_bound() const { return preemption_bound_; }

 private:
  const int preemption_bound_;
  std::optional<schedule::Exhaustive> exhaustive_;
  std::optional<schedule::Portfolio> portfolio_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_MAKE_STRATEGY_H_
