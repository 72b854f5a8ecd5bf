// What an exploration knows that must outlive the process that explores.

#ifndef RACEKIT_HARNESS_EXPLORE_EXPLORATION_MEMORY_H_
#define RACEKIT_HARNESS_EXPLORE_EXPLORATION_MEMORY_H_

#include <cstdint>

#include "harness/explore/detail.h"
#include "harness/explore/make_strategy.h"
#include "harness/explore/schedule_set.h"
#include "harness/explore/trail.h"
#include "harness/explore_options.h"

namespace racekit::internal {

struct ExplorationMemory {
  explicit ExplorationMemory(const ExploreOptions& options)
      : strategy(options) {
    if (options.strategy == ExploreStrategy::kExhaustive) return;
    next = static_cast<std::uint64_t>(options.first_execution);
    tally.executions = options.first_execution;
  }

  Trail trail;
  ChosenStrategy strategy;
  ScheduleSet distinct;
  std::uint64_t next = 0;  // number of the execution to come
  bool done = false;       // nothing is left to do, or the budget is used up
  bool relieved = false;   // there is, but another process is to do it
  bool diverged = false;
  int spurious_rounds = 0;  // begun (spurious_wakeups.h)
  bool explaining = false;  // all is found, and being explained

  struct Tally {
    std::int64_t executions = 0;
    std::int64_t failed = 0;
    std::int64_t died = 0;  // with their process
    std::int64_t deepest_preemptions = 0;
    std::int64_t untimed_waits = 0;  // on condition variables
    ExploreCounts counts;
  };
  Tally tally;

  static constexpr int kMaxSkipText = 512;
  bool skipped = false;  // the body called GTEST_SKIP()
  char skip_text[kMaxSkipText] = {};
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_EXPLORATION_MEMORY_H_
