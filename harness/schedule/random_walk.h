// Random walk with mixed burst lengths: a thread drawn at random goes on for a
// while, then another is drawn.
//
// Drawing anew at every point never fills a queue; drawing rarely misses what
// happens between two neighbouring operations. So the length of each burst is
// drawn too, log-uniformly, up to a limit that is drawn for each execution from
// 1 to 128 points.

#ifndef RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_
#define RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_

#include <cstdint>

#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class RandomWalk final : public Strategy {
 public:
  constexpr explicit RandomWalk(std::uint64_t seed) : seed_(seed) {}

  const char* name() const override { return "random"; }

  bool BeginExecution(std::uint64_t execution) override {
    random_ = Random::For(seed_, execution);
    lengths_ = 1 + random_.Below(kLengths);
    left_ = 0;
    return true;
  }

  ThreadId Choose(const Point& point) override {
    if (left_ > 0 && point.current != kNoThread) {
      --left_;
      return point.current;
    }
    left_ = random_.Below(std::uint64_t{1} << random_.Below(lengths_));
    return point.runnable[random_.Index(point.count)];
  }

  void EndExecution(const ThreadView*, int) override {}

 private:
  static constexpr std::uint64_t kLengths = 8;

  const std::uint64_t seed_;
  Random random_;
  std::uint64_t lengths_ = 1;  // bursts of up to 2^(lengths_ - 1) points
  std::uint64_t left_ = 0;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_
