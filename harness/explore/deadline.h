// When an exploration's time is over.

#ifndef RACEKIT_HARNESS_EXPLORE_DEADLINE_H_
#define RACEKIT_HARNESS_EXPLORE_DEADLINE_H_

#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace racekit::internal {

// Whether the time is over, without asking the clock after each of a million
// executions that take a microsecond.
class Deadline {
 public:
  // `often`: executions take so long that the clock may be asked after each.
  Deadline(absl::Time end, bool often) : end_(end), often_(often) {}

  bool Passed(std::int64_t steps_so_far) {
    constexpr std::int64_t kSteps = 2'000;
    constexpr int kExecutions = 50;
    if (end_ == absl::InfiniteFuture()) return false;
    if (!often_ && ++executions_ < kExecutions &&
        steps_so_far < asked_at_ + kSteps) {
      return false;
    }
    executions_ = 0;
    asked_at_ = steps_so_far;
    return absl::Now() >= end_;
  }

 private:
  const absl::Time end_;
  const bool often_;
  int executions_ = 0;
  std::int64_t asked_at_ = 0;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_DEADLINE_H_
