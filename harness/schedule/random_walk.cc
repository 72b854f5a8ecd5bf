#include "harness/schedule/random_walk.h"

#include <algorithm>
#include <bit>

namespace racekit::schedule {

namespace {

// In one of so many executions threads are left at any point.
constexpr std::uint64_t kAnyPoint = 6;

}  // namespace

bool RandomWalk::BeginExecution(std::uint64_t execution) {
  random_ = Random::For(seed_, execution);
  at_changes_only_ = random_.Below(kAnyPoint) != 0;
  weighted_ = random_.Below(2) == 0;
  limits_ = 1 + random_.Below(BurstLimits());
  left_ = 0;
  return true;
}

std::uint64_t RandomWalk::BurstLimits() const {
  constexpr std::uint64_t kFewest = 2;
  constexpr std::uint64_t kMost = 8;
  if (profile_ == nullptr || profile_->choices() == 0) return kMost;
  return std::clamp<std::uint64_t>(std::bit_width(profile_->choices() / 2),
                                   kFewest, kMost);
}

ThreadId RandomWalk::Choose(const Point& point) {
  if (point.current != kNoThread) {
    if (at_changes_only_ &&
        !Changes(point.threads[point.current].pending.kind)) {
      return point.current;
    }
    if (left_ > 0) {
      --left_;
      return point.current;
    }
  }
  left_ = random_.Below(std::uint64_t{1} << random_.Below(limits_));
  return weighted_ ? Draw(point) : point.runnable[random_.Index(point.count)];
}

std::uint64_t RandomWalk::Weight(const Point& point, ThreadId thread) const {
  const auto id = static_cast<std::size_t>(thread);
  if (profile_ == nullptr || id >= profile_->threads().size()) return 1;
  const std::uint64_t total = profile_->threads()[id].operations;
  const std::uint64_t done = point.threads[thread].pending.ordinal;
  return total > done ? total - done + 1 : 1;
}

ThreadId RandomWalk::Draw(const Point& point) {
  std::uint64_t sum = 0;
  for (int i = 0; i < point.count; ++i) {
    sum += Weight(point, point.runnable[i]);
  }
  std::uint64_t drawn = random_.Below(sum);
  for (int i = 0;; ++i) {
    const std::uint64_t weight = Weight(point, point.runnable[i]);
    if (drawn < weight) return point.runnable[i];
    drawn -= weight;
  }
}

}  // namespace racekit::schedule
