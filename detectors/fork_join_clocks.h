// What the creation of threads and joins alone say of the order of events.
//
// Locks and other synchronisation order events in the execution at hand; these
// order them in every one.

#ifndef RACEKIT_DETECTORS_FORK_JOIN_CLOCKS_H_
#define RACEKIT_DETECTORS_FORK_JOIN_CLOCKS_H_

#include <cstddef>

#include "detectors/event.h"
#include "detectors/vector_clock.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

namespace racekit::detectors {

class ForkJoinClocks {
 public:
  // All is forgotten, as is what `arena` held.
  void BeginExecution(arena::Arena* arena) {
    arena_ = arena;
    threads_.clear();
  }

  void Create(ThreadId parent, ThreadId child) {
    Get(child);  // may move the parent's
    State& created = Get(child);
    State& creator = Get(parent);
    created.clock.Assign(creator.clock, *arena_);
    created.clock.Set(child, 1, *arena_);
    created.snapshot = nullptr;
    creator.clock.Increment(parent);
    creator.snapshot = nullptr;
  }

  void Join(ThreadId joiner, ThreadId ended) {
    Get(ended);
    State& state = Get(joiner);
    state.clock.Join(Get(ended).clock, *arena_);
    state.snapshot = nullptr;
  }

  // Valid until the next call of anything here.
  const VectorClock& Of(ThreadId thread) { return Get(thread).clock; }

  // The same as of now, for as long as the arena keeps it.
  const VectorClock* SnapshotOf(ThreadId thread) {
    State& state = Get(thread);
    if (state.snapshot == nullptr) {
      auto* snapshot = arena_->New<VectorClock>();
      snapshot->Assign(state.clock, *arena_);
      state.snapshot = snapshot;
    }
    return state.snapshot;
  }

 private:
  struct State {
    VectorClock clock;
    const VectorClock* snapshot;  // of it, or null
  };

  State& Get(ThreadId thread) {
    const auto i = static_cast<std::size_t>(thread);
    while (threads_.size() <= i) {
      const auto id = static_cast<ThreadId>(threads_.size());
      threads_.push_back({});
      threads_.back().clock.Set(id, 1, *arena_);
    }
    return threads_[i];
  }

  arena::Arena* arena_ = nullptr;
  arena::PageVector<State> threads_;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_FORK_JOIN_CLOCKS_H_
