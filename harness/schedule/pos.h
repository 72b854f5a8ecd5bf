// POS, partial order sampling: every pending operation has a random priority,
// the highest goes on, and operations that depend on the one that went get new
// ones.
//
// Yuan, Yang and Gu, "Partial order aware concurrency sampling", CAV 2018.
// Where a random walk draws interleavings, most of which are the same partial
// order, this comes closer to drawing partial orders.

#ifndef RACEKIT_HARNESS_SCHEDULE_POS_H_
#define RACEKIT_HARNESS_SCHEDULE_POS_H_

#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/random.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Pos final : public Strategy {
 public:
  explicit Pos(std::uint64_t seed) : seed_(seed) {}

  const char* name() const override { return "pos"; }

  bool BeginExecution(std::uint64_t execution) override {
    random_ = Random::For(seed_, execution);
    pending_.clear();
    return true;
  }

  ThreadId Choose(const Point& point) override {
    if (pending_.size() < static_cast<std::size_t>(point.thread_count)) {
      pending_.resize(static_cast<std::size_t>(point.thread_count),
                      {0, kNotSeen});
    }
    ThreadId chosen = point.runnable[0];
    std::uint64_t highest = 0;
    for (int i = 0; i < point.count; ++i) {
      const ThreadId thread = point.runnable[i];
      Pending& pending = pending_[static_cast<std::size_t>(thread)];
      const std::uint32_t ordinal = point.threads[thread].pending.ordinal;
      if (pending.ordinal != ordinal) pending = {random_.Next(), ordinal};
      if (pending.priority >= highest) {
        highest = pending.priority;
        chosen = thread;
      }
    }
    const Operation& operation = point.threads[chosen].pending;
    for (int i = 0; i < point.count; ++i) {
      const ThreadId thread = point.runnable[i];
      if (thread == chosen ||
          Dependent(operation, point.threads[thread].pending)) {
        pending_[static_cast<std::size_t>(thread)].ordinal = kNotSeen;
      }
    }
    return chosen;
  }

  void EndExecution(const ThreadView*, int) override {}

 private:
  static constexpr std::uint32_t kNotSeen = UINT32_MAX;

  struct Pending {
    std::uint64_t priority;
    std::uint32_t ordinal;  // of the operation that has it
  };

  const std::uint64_t seed_;
  Random random_;
  arena::PageVector<Pending> pending_;  // by thread
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_POS_H_
