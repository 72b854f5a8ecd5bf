// What a strategy was told in one execution, word for word, so that a copy of
// it in another process can be told the same and knows the same afterwards.
// Strategies that are told the same choose the same (strategy.h).
//
//   Retelling log;                     // in memory that both processes share
//   strategy->BeginExecution(number);
//   in the child:   log.Follow(strategy); the execution runs under `log`
//   in the parent:  log.Retell(strategy);
//
// Growth: at each choice 64 bytes, 4 for each thread that could go on, and 56
// for each whose pending operation has changed since the choice before. Looks
// at all threads at each choice.

#ifndef RACEKIT_HARNESS_SCHEDULE_RETELLING_H_
#define RACEKIT_HARNESS_SCHEDULE_RETELLING_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/schedule/strategy.h"

namespace racekit::schedule {

class Retelling final : public Strategy {
 public:
  // An execution begins, in which `strategy` chooses: its BeginExecution() has
  // been called.
  void Follow(Strategy* strategy);

  const char* name() const override { return strategy_->name(); }
  bool BeginExecution(std::uint64_t) override { return true; }
  ThreadId Choose(const Point& point) override;
  bool WatchesForced() const override { return strategy_->WatchesForced(); }
  void OnForced(const ThreadView* threads, ThreadId thread) override;
  void EndExecution(const ThreadView* threads, int thread_count) override;
  void PointsChanged() override { strategy_->PointsChanged(); }

  // Tells `strategy` all of that. An execution that did not come to its end is
  // ended without threads. False if it chooses otherwise: it is none then.
  bool Retell(Strategy* strategy);

 private:
  struct Entry {
    enum class Kind : std::uint8_t { kChoice, kForced, kEnd };
    Kind kind;
    ThreadId thread;  // chosen, or forced
    ThreadId current;
    ThreadId timer;
    int count;
    int thread_count;
    std::uint32_t changed;  // of `changed_`, from the last entry's on
    std::int64_t step;
    std::int64_t arrivals;
  };
  struct Changed {
    ThreadId thread;
    ThreadView view;
  };

  std::uint32_t NoteChanges(const ThreadView* threads, int first, int end);

  Strategy* strategy_ = nullptr;
  arena::PageVector<Entry> entries_;
  arena::PageVector<ThreadId> runnable_;
  arena::PageVector<Changed> changed_;
  arena::PageVector<ThreadView> picture_;  // all threads, as last told
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_RETELLING_H_
