// A trace: what happened in one execution, event by event, with the values that
// were read and written. Kept only when asked for, to explain a finding; the
// price otherwise is one branch for each event.

#ifndef RACEKIT_HARNESS_RUNTIME_TRACE_H_
#define RACEKIT_HARNESS_RUNTIME_TRACE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/forever.h"
#include "harness/arena/page_vector.h"
#include "harness/runtime/thread.h"
#include "harness/runtime/trace_event.h"

namespace racekit::runtime {

class Trace {
 public:
  // Beyond so many events the rest of an execution is left out.
  static constexpr std::size_t kCapacity = std::size_t{1} << 20;

  // From the next execution on, until Stop().
  void Start();
  void Stop();

  // An execution begins; it has ended.
  void Begin();
  void End();

  void Access(TraceKind kind, const Thread* thread,
              const volatile void* address, std::size_t size);
  void Event(TraceKind kind, const Thread* thread, const volatile void* address,
             const char* what = nullptr, int other = -1,
             std::uint64_t value = 0);

  // In the next executions `watcher` is called in the middle of these events,
  // given by their index in ascending order, on the thread whose they are.
  // Null: no more.
  using Watcher = void (*)(const TraceEvent& event);
  void Watch(const std::size_t* indices, std::size_t count, Watcher watcher) {
    indices_ = indices;
    index_count_ = count;
    watcher_ = watcher;
  }

  // From the next execution on events are kept in `events`, which may be shared
  // with another process; with null here.
  void KeepIn(arena::PageVector<TraceEvent>* events) {
    events_ = events == nullptr ? &*own_ : events;
  }

  const arena::PageVector<TraceEvent>& events() const { return *events_; }
  bool complete() const { return events_->size() < kCapacity; }

 private:
  static constexpr std::size_t kNothing = SIZE_MAX;

  TraceEvent* Add(TraceKind kind, const Thread* thread,
                  const volatile void* address);
  void Settle(bool at_exit);
  void LookAt(const TraceEvent& event);

  const std::size_t* indices_ = nullptr;
  std::size_t index_count_ = 0;
  std::size_t next_index_ = 0;
  Watcher watcher_ = nullptr;
  arena::Forever<arena::PageVector<TraceEvent>> own_;
  arena::PageVector<TraceEvent>* events_ = &*own_;
  std::size_t pending_ = kNothing;  // a write that is about to happen
};

extern Trace trace;
// trace.Start() was called; and this is all that executions pay else.
extern bool tracing;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_TRACE_H_
