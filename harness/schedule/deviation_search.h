// Executions by how little they deviate from one without preemptions: fewest
// preemptions first.
//
// Every execution that ran leaves behind, for each of its later choices, the
// executions that do otherwise there; so none runs twice.

#ifndef RACEKIT_HARNESS_SCHEDULE_DEVIATION_SEARCH_H_
#define RACEKIT_HARNESS_SCHEDULE_DEVIATION_SEARCH_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/choice_log.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class DeviationSearch final : public Strategy {
 public:
  static constexpr int kMostPreemptions = 7;

  // `preemptions` from 0 to kMostPreemptions.
  explicit DeviationSearch(int preemptions) : preemptions_(preemptions) {
    items_.push_back({kNobody, 0, kNoThread, 0, kNobody});
    queues_[0] = {0, 0};
  }

  // Preemptions at these places in the code are tried before others.
  void AddFocus(std::uint64_t site) { focus_.push_back(site); }

  // False if nothing is left. Then, or else: run it, then tell what it did.
  bool Next();
  // Of what ran, the alternatives that may cost less than `limit_switches`, or
  // the same with fewer than `limit_preemptions`. `complete`: see Trial.
  void Expand(const ChoiceLog& log, std::int64_t limit_switches,
              std::int64_t limit_preemptions, bool complete);

  const char* name() const override { return "shrink"; }
  bool BeginExecution(std::uint64_t) override {
    choice_ = 0;
    deviation_ = 0;
    return true;
  }
  ThreadId Choose(const Point& point) override;
  void EndExecution(const ThreadView*, int) override {}

 private:
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  static constexpr std::size_t kMostItems = std::size_t{1} << 22;
  static constexpr int kQueues = 2 * kMostPreemptions + 1;

  // As `base`, but at choice number `choice` it is `thread`.
  struct Item {
    std::uint32_t base;
    std::uint32_t choice;
    ThreadId thread;
    std::uint32_t queue;
    std::uint32_t next;  // in the queue
  };
  struct Queue {
    std::uint32_t first = kNobody;
    std::uint32_t last = kNobody;
  };
  struct Deviation {
    std::uint32_t choice;
    ThreadId thread;
  };

  bool InFocus(std::uint64_t site) const {
    for (const std::uint64_t focus : focus_) {
      if (focus == site) return true;
    }
    return false;
  }
  void Add(const ChoiceLog::Choice& choice, std::uint32_t index,
           ThreadId thread);

  const int preemptions_;
  arena::PageVector<std::uint64_t> focus_;
  arena::PageVector<Item> items_;
  Queue queues_[kQueues];
  std::uint32_t item_ = kNobody;             // that runs or ran
  arena::PageVector<Deviation> deviations_;  // of it, last one first
  std::uint32_t choice_ = 0;
  std::size_t deviation_ = 0;  // those that are done
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_DEVIATION_SEARCH_H_
