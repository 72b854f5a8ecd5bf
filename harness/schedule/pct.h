// PCT, probabilistic concurrency testing: threads have random priorities, the
// highest that can goes on, and at d - 1 random points whoever is about to go
// on falls behind all others.
//
// Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with
// probabilistic guarantees of finding bugs", ASPLOS 2010: an execution with n
// threads and k steps shows a given bug of depth d (d ordering constraints
// suffice for it) with probability at least 1 / (n k^(d-1)).
//
// Of the k steps many are such that nobody is the wiser if a switch comes one
// step later. With Points::kChanges only operations that change something count
// as steps, which makes k small: good at atomicity violations, blind to a
// thread that reads two things between which another writes.
//
// All that can go on are looked at when somebody new can, when the highest no
// longer can, and at the d - 1 points: not at each.

#ifndef RACEKIT_HARNESS_SCHEDULE_PCT_H_
#define RACEKIT_HARNESS_SCHEDULE_PCT_H_

#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/profile.h"
#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Pct final : public Strategy {
 public:
  static constexpr int kMaxDepth = 8;

  enum class Points : std::uint8_t { kAll, kChanges };

  // Depths from 1 to kMaxDepth: drawn for each execution. `profile` must
  // outlive this.
  Pct(std::uint64_t seed, int least_depth, int most_depth,
      const Profile* profile, Points points = Points::kAll)
      : seed_(seed),
        least_depth_(least_depth),
        most_depth_(most_depth),
        points_(points),
        profile_(profile) {}

  const char* name() const override { return "pct"; }
  bool BeginExecution(std::uint64_t execution) override;
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView*, int) override {}

 private:
  ThreadId Highest(const Point& point);

  const std::uint64_t seed_;
  const int least_depth_;
  const int most_depth_;
  const Points points_;
  const Profile* const profile_;
  int changes_ = 0;  // of priorities, in this execution
  Random random_;
  std::uint64_t choices_ = 0;     // those that count
  ThreadId highest_ = kNoThread;  // as of that many arrivals
  std::int64_t arrivals_ = Point::kUnknown;
  std::uint64_t change_at_[kMaxDepth - 1] = {};
  arena::PageVector<std::uint64_t> priorities_;  // by thread
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_PCT_H_
