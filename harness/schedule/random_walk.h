// Random walk: a thread drawn at random goes on for a while, then another is
// drawn. How it draws is drawn too, for each execution:
//
// - Bursts. Drawing anew at every point never fills a queue; drawing rarely
//   misses what happens between two neighbouring operations. So the length of
//   each burst is log-uniform, up to a limit from 1 to 128 points, or to half
//   the length of an execution where that is known and less: longer bursts
//   would but let threads run one after the other.
// - Points. In most executions a thread is left only where it is about to
//   change something: whoever would be let go first at another point can as
//   well go first at the next of these, and there are fewer of them. In the
//   others at any point, since a thread that reads two things can tell.
// - Threads. In half of the executions all are equally likely; in the other
//   half by how much they have left to do, so that short ones do not run out
//   early (see surw.h).

#ifndef RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_
#define RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_

#include <cstddef>
#include <cstdint>

#include "harness/schedule/profile.h"
#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class RandomWalk final : public Strategy {
 public:
  // `profile` must outlive this; null: nothing is known about the body.
  explicit RandomWalk(std::uint64_t seed, const Profile* profile = nullptr)
      : seed_(seed), profile_(profile) {}

  const char* name() const override { return "random"; }
  bool BeginExecution(std::uint64_t execution) override;
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView*, int) override {}

 private:
  std::uint64_t BurstLimits() const;
  std::uint64_t Weight(const Point& point, ThreadId thread) const;
  ThreadId Draw(const Point& point);

  const std::uint64_t seed_;
  const Profile* const profile_;
  Random random_;
  std::uint64_t limits_ = 1;  // bursts of up to 2^(limits_ - 1) points
  std::uint64_t left_ = 0;
  bool at_changes_only_ = false;
  bool weighted_ = false;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_RANDOM_WALK_H_
