// A trace: what happened in one execution, event by event, with the values that
// were read and written. Kept only when asked for, to explain a finding; the
// price otherwise is one branch for each event.

#ifndef RACEKIT_HARNESS_RUNTIME_TRACE_H_
#define RACEKIT_HARNESS_RUNTIME_TRACE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/page_vector.h"
#include "harness/runtime/call_tree.h"
#include "harness/runtime/thread.h"

namespace racekit::runtime {

enum class TraceKind : std::uint8_t {
  kRead,
  kWrite,
  kAtomicLoad,
  kAtomicStore,
  kAtomicRmw,
  kFree,
  kLock,  // taken
  kUnlock,
  kLockShared,
  kUnlockShared,
  kBlock,    // cannot go on: `what` it waits for
  kResume,   // goes on, since somebody woke it
  kTimeout,  // goes on, since its time was up
  kNotify,   // of a condition variable or futex; `value` threads were woken
  kCreate,   // of thread `other`
  kJoin,
  kExit,
};

struct TraceEvent {
  TraceKind kind = TraceKind::kRead;
  bool known = false;  // `before` and `value` are what they say
  std::int32_t thread = 0;
  std::int32_t other = -1;
  CallNode node = 0;
  std::uint32_t size = 0;  // bytes, of an access
  std::uintptr_t pc = 0;
  std::uintptr_t address = 0;
  std::uint64_t before = 0;  // for up to 8 bytes, zero-extended
  std::uint64_t value = 0;   // that was read or written
  const char* what = nullptr;
  std::uint64_t time = 0;  // virtual nanoseconds
};

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

  const arena::PageVector<TraceEvent>& events() const { return events_; }
  bool complete() const { return events_.size() < kCapacity; }

 private:
  static constexpr std::size_t kNothing = SIZE_MAX;

  TraceEvent* Add(TraceKind kind, const Thread* thread,
                  const volatile void* address);
  void Settle();

  arena::PageVector<TraceEvent> events_;
  std::size_t pending_ = kNothing;  // a write that is about to happen
};

extern Trace trace;
// trace.Start() was called; and this is all that executions pay else.
extern bool tracing;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_TRACE_H_
