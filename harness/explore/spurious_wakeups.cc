#include "harness/explore/spurious_wakeups.h"

#include <utility>

#include "harness/schedule/random_walk.h"
#include "harness/schedule/schedule.h"

namespace racekit::internal {
namespace {

constexpr std::uint64_t kExecutions = 16;

constexpr char kNote[] =
    "in this execution a wait on a condition variable ended though nobody had "
    "notified (a spurious wakeup, which POSIX and C++ allow): whoever waits "
    "must "
    "check its predicate again, in a loop or by wait(lock, predicate)";

}  // namespace

std::vector<Finding> WakeSpuriously(Executor& executor, std::uint64_t seed,
                                    int round) {
  std::vector<Finding> found;
  schedule::Schedule points_of;
  points_of.CopyPlacesFrom(executor.schedule());
  points_of.AddPlace(schedule::Schedule::kSpuriousWakeups);
  const std::uint64_t first =
      seed + static_cast<std::uint64_t>(round) * kExecutions;
  for (std::uint64_t i = 0; i < kExecutions; ++i) {
    schedule::RandomWalk walk(first + i);
    Execution execution = executor.ExecuteAt(points_of, &walk);
    if (execution.outcome.spurious_wakeups == 0) continue;
    for (Finding& finding : execution.findings) {
      finding.notes.push_back(kNote);
      found.push_back(std::move(finding));
    }
  }
  return found;
}

}  // namespace racekit::internal
