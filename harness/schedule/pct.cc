#include "harness/schedule/pct.h"

#include <cstddef>
#include <cstdint>

namespace racekit::schedule {

namespace {

// Above whatever a thread falls to.
constexpr std::uint64_t kInitial = std::uint64_t{1} << 63;

// Of an execution when none has been seen yet.
constexpr std::uint64_t kGuessedChoices = 64;

}  // namespace

bool Pct::BeginExecution(std::uint64_t execution) {
  random_ = Random::For(seed_, execution);
  choices_ = 0;
  priorities_.clear();
  highest_ = kNoThread;
  changes_ = least_depth_ - 1 + random_.Index(most_depth_ - least_depth_ + 1);
  const std::uint64_t known =
      points_ == Points::kAll ? profile_->choices() : profile_->changes();
  const std::uint64_t length = known == 0 ? kGuessedChoices : known;
  for (int i = 0; i < changes_; ++i) change_at_[i] = random_.Below(length);
  return true;
}

ThreadId Pct::Highest(const Point& point) {
  if (point.arrivals != Point::kUnknown && point.arrivals == arrivals_ &&
      point.current != kNoThread && point.current == highest_) {
    return highest_;
  }
  ThreadId highest = point.runnable[0];
  std::uint64_t priority = priorities_[static_cast<std::size_t>(highest)];
  for (int i = 1; i < point.count; ++i) {
    const ThreadId thread = point.runnable[i];
    const std::uint64_t other = priorities_[static_cast<std::size_t>(thread)];
    if (other > priority) {
      priority = other;
      highest = thread;
    }
  }
  arrivals_ = point.arrivals;
  return highest_ = highest;
}

ThreadId Pct::Choose(const Point& point) {
  while (priorities_.size() < static_cast<std::size_t>(point.thread_count)) {
    priorities_.push_back(kInitial | random_.Next());
  }
  ThreadId chosen = Highest(point);
  if (points_ == Points::kChanges &&
      !Changes(point.threads[chosen].pending.kind)) {
    return chosen;
  }
  for (int i = 0; i < changes_; ++i) {
    if (change_at_[i] != choices_) continue;
    priorities_[static_cast<std::size_t>(chosen)] =
        static_cast<std::uint64_t>(i);
    highest_ = kNoThread;
    chosen = Highest(point);
  }
  ++choices_;
  return chosen;
}

}  // namespace racekit::schedule
