// An event: an operation that happened, as the detectors are told. Executions
// are interleaved one event at a time, and events arrive in that order.
//
// Plain numbers that whoever calls may keep on its stack.

#ifndef RACEKIT_DETECTORS_EVENT_H_
#define RACEKIT_DETECTORS_EVENT_H_

#include <cstddef>
#include <cstdint>

namespace racekit::detectors {

// Threads are numbered as they are created in an execution; 0 runs the body.
using ThreadId = std::int32_t;
inline constexpr ThreadId kMaxThreads = 1 << 16;

// As the compiler numbers them (__ATOMIC_RELAXED, ...).
enum class MemoryOrder : std::uint8_t {
  kRelaxed = __ATOMIC_RELAXED,
  kConsume = __ATOMIC_CONSUME,  // treated as acquire, like compilers do
  kAcquire = __ATOMIC_ACQUIRE,
  kRelease = __ATOMIC_RELEASE,
  kAcqRel = __ATOMIC_ACQ_REL,
  kSeqCst = __ATOMIC_SEQ_CST,
};

constexpr bool IsAcquire(MemoryOrder order) {
  return order != MemoryOrder::kRelaxed && order != MemoryOrder::kRelease;
}
constexpr bool IsRelease(MemoryOrder order) {
  return order == MemoryOrder::kRelease || order == MemoryOrder::kAcqRel ||
         order == MemoryOrder::kSeqCst;
}

// Where in the program. `stack` means something to whoever made it.
struct Site {
  std::uintptr_t pc = 0;
  std::uint32_t stack = 0;
};

enum class EventKind : std::uint8_t {
  kRead,
  kWrite,
  kAtomicLoad,
  kAtomicStore,
  kAtomicRmw,  // one that changed the value; a failed compare-exchange is a
               // load
  kFence,      // order alone
  kLock,       // a mutex, or a rwlock for writing; after it was taken
  kUnlock,     // before it is given up
  kLockShared,
  kUnlockShared,
  kAcquire,  // see HappensBefore::Acquire()
  kRelease,
  kCreate,    // of thread `other`, before it runs
  kJoin,      // with thread `other`, which has ended
  kExit,      // the thread's last event
  kAllocate,  // [address, address + size)
  kFree,
  kWant,  // is about to lock `address`, and may have to wait: before kLock, and
          // before a try to lock not at all
  kWantShared,   // the same, for reading
  kDestroyLock,  // of a mutex or rwlock
  kWait,         // on condition variable `address`, with mutex `object`
  kWaitEnd,      // no longer; `object` is locked again already; `count` is 1 if
                 // somebody woke it, 0 if its time was up
  kNotify,       // of `address`, which woke `count` threads
  kDestroyCondition,
  kRegionBegin,  // what the program says is one step: `address` names it
  kRegionEnd,
};

// Which events a detector asks for, by what they are about: bits.
enum Interest : std::uint32_t {
  kNoEvents = 0,
  kPlainAccesses = 1,  // kRead, kWrite
  kAtomics = 2,        // kAtomicLoad to kFence
  kLocks = 4,          // kLock to kUnlockShared
  kConditions = 8,     // kWait to kDestroyCondition
  kOrdering = 16,      // kAcquire, kRelease
  kThreads = 32,       // kCreate, kJoin, kExit
  kMemory = 64,        // kAllocate, kFree
  kRegions = 128,      // kRegionBegin, kRegionEnd
  kLockIntents = 256,  // kWant, kWantShared, kDestroyLock
};

constexpr Interest InterestOf(EventKind kind) {
  switch (kind) {
    case EventKind::kRead:
    case EventKind::kWrite:
      return kPlainAccesses;
    case EventKind::kAtomicLoad:
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
    case EventKind::kFence:
      return kAtomics;
    case EventKind::kLock:
    case EventKind::kUnlock:
    case EventKind::kLockShared:
    case EventKind::kUnlockShared:
      return kLocks;
    case EventKind::kWant:
    case EventKind::kWantShared:
    case EventKind::kDestroyLock:
      return kLockIntents;
    case EventKind::kWait:
    case EventKind::kWaitEnd:
    case EventKind::kNotify:
    case EventKind::kDestroyCondition:
      return kConditions;
    case EventKind::kAcquire:
    case EventKind::kRelease:
      return kOrdering;
    case EventKind::kCreate:
    case EventKind::kJoin:
    case EventKind::kExit:
      return kThreads;
    case EventKind::kAllocate:
    case EventKind::kFree:
      return kMemory;
    case EventKind::kRegionBegin:
    case EventKind::kRegionEnd:
      return kRegions;
  }
  return kNoEvents;
}

struct Event {
  EventKind kind = EventKind::kRead;
  MemoryOrder order = MemoryOrder::kRelaxed;
  ThreadId thread = 0;
  ThreadId other = 0;
  std::uintptr_t address = 0;  // of the memory, the mutex, the object
  std::size_t size = 0;        // bytes, where memory is accessed
  std::uintptr_t object = 0;   // a second one: the mutex of a wait
  std::int32_t count = 0;      // of threads
  Site site;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_EVENT_H_
