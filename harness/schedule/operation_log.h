// Writes down what every thread did, in order: to hold two executions of one
// schedule against each other.
//
// Growth: 24 bytes for each scheduling point of the execution.

#ifndef RACEKIT_HARNESS_SCHEDULE_OPERATION_LOG_H_
#define RACEKIT_HARNESS_SCHEDULE_OPERATION_LOG_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class OperationLog final : public Strategy {
 public:
  struct Entry {
    std::uint64_t site;
    ThreadId thread;
    OperationKind kind;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // `strategy` makes the choices, from the next execution on; it must outlive
  // this, or be replaced.
  void Follow(Strategy* strategy) { strategy_ = strategy; }

  const char* name() const override { return strategy_->name(); }
  bool BeginExecution(std::uint64_t execution) override {
    entries_.clear();
    if (!strategy_->BeginExecution(execution)) return false;
    told_too_ = strategy_->WatchesForced();
    return true;
  }
  ThreadId Choose(const Point& point) override {
    const ThreadId chosen = strategy_->Choose(point);
    Add(point.threads, chosen);
    return chosen;
  }
  bool WatchesForced() const override { return true; }
  void OnForced(const ThreadView* threads, ThreadId thread) override {
    Add(threads, thread);
    if (told_too_) strategy_->OnForced(threads, thread);
  }
  void EndExecution(const ThreadView* threads, int count) override {
    strategy_->EndExecution(threads, count);
  }
  void PointsChanged() override { strategy_->PointsChanged(); }

  const arena::PageVector<Entry>& entries() const { return entries_; }

  // The first entry in which the two differ; the length of the shorter if one
  // begins with the other; kSame if they are equal.
  static constexpr std::size_t kSame = SIZE_MAX;
  static std::size_t FirstDifference(const OperationLog& a,
                                     const OperationLog& b) {
    std::size_t i = 0;
    while (i < a.entries_.size() && i < b.entries_.size()) {
      if (!(a.entries_[i] == b.entries_[i])) return i;
      ++i;
    }
    return a.entries_.size() == b.entries_.size() ? kSame : i;
  }

 private:
  void Add(const ThreadView* threads, ThreadId thread) {
    const Operation& operation = threads[thread].pending;
    entries_.push_back({operation.site, thread, operation.kind});
  }

  Strategy* strategy_ = nullptr;
  bool told_too_ = false;
  arena::PageVector<Entry> entries_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_OPERATION_LOG_H_
