// An event of a trace: plain numbers, of use to whoever explains findings.

#ifndef RACEKIT_HARNESS_RUNTIME_TRACE_EVENT_H_
#define RACEKIT_HARNESS_RUNTIME_TRACE_EVENT_H_

#include <cstdint>

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
  kWant,      // is about to lock, says a lock of the program's own making
  kBlock,     // cannot go on: `what` it waits for
  kResume,    // goes on, since somebody woke it
  kTimeout,   // goes on, since its time was up
  kSpurious,  // goes on, though nobody woke it
  kNotify,    // of a condition variable or futex; `value` threads were woken
  kCreate,    // of thread `other`
  kJoin,
  kExit,
  kDestroy,      // of a lock or condition variable
  kRegionBegin,  // of what is to happen in one step: `what` names it, and so
                 // does `address`
  kRegionEnd,
};

struct TraceEvent {
  TraceKind kind = TraceKind::kRead;
  bool known = false;  // `before` and `value` are what they say
  std::int32_t thread = 0;
  std::int32_t other = -1;
  std::uint32_t node = 0;  // of the call tree
  std::uint32_t size = 0;  // bytes, of an access
  std::uintptr_t pc = 0;
  std::uintptr_t address = 0;
  std::uint64_t before = 0;  // for up to 8 bytes, zero-extended
  std::uint64_t value = 0;   // that was read or written
  const char* what = nullptr;
  std::uint64_t time = 0;  // virtual nanoseconds
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_TRACE_EVENT_H_
