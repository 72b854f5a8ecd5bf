// An operation: what a thread is about to do, as strategies see it.

#ifndef RACEKIT_HARNESS_SCHEDULE_OPERATION_H_
#define RACEKIT_HARNESS_SCHEDULE_OPERATION_H_

#include <cstdint>

namespace racekit::schedule {

enum class OperationKind : std::uint8_t {
  kStart,  // the thread has not run yet
  kRead,
  kWrite,
  kAtomicLoad,
  kAtomicStore,
  kAtomicRmw,
  kFence,
  kLock,
  kLockShared,
  kUnlock,
  kWait,
  kNotify,
  kCreate,
  kJoin,
  kExit,
  kYield,
  kClock,
  kOutput,
};

struct Operation {
  // What is touched: an address or any other number. Within an execution,
  // operations on one thing have one number; nothing else may be read off it,
  // since it may differ in the next execution. 0 is a thing that nobody named.
  std::uint64_t object = 0;
  // Where in the code: the same in all executions of a process.
  std::uint64_t site = 0;
  // How many operations the thread announced before this one.
  std::uint32_t ordinal = 0;
  std::uint16_t size = 0;  // bytes from `object` on, where it is memory
  OperationKind kind = OperationKind::kStart;
};

// Whether it may change what others see: the last moment at which they can be
// let go first.
inline bool Changes(OperationKind kind) {
  using Kind = OperationKind;
  switch (kind) {
    case Kind::kWrite:
    case Kind::kAtomicStore:
    case Kind::kAtomicRmw:
    case Kind::kLock:
    case Kind::kLockShared:
    case Kind::kWait:
    case Kind::kNotify:
    case Kind::kOutput:
      return true;
    default:
      return false;
  }
}

// Whether the order of the two, about to be done by different threads, may make
// a difference to anybody. Errs towards true.
inline bool Dependent(const Operation& a, const Operation& b) {
  using Kind = OperationKind;
  constexpr auto bit = [](Kind kind) {
    return std::uint32_t{1} << static_cast<int>(kind);
  };
  // Nobody sees them, but that the thread may end right after.
  constexpr std::uint32_t kSilent = bit(Kind::kStart) | bit(Kind::kFence);
  constexpr std::uint32_t kReading =
      bit(Kind::kRead) | bit(Kind::kAtomicLoad) | bit(Kind::kLockShared);
  // They touch one object and nothing besides.
  constexpr std::uint32_t kLocal =
      kReading | bit(Kind::kWrite) | bit(Kind::kAtomicStore) |
      bit(Kind::kAtomicRmw) | bit(Kind::kLock) | bit(Kind::kUnlock);
  const std::uint32_t both = bit(a.kind) | bit(b.kind);
  if ((both & kSilent) != 0) return (both & bit(Kind::kJoin)) != 0;
  if ((both & ~kReading) == 0) return false;
  if ((both & ~kLocal) != 0 || a.object == 0 || b.object == 0) return true;
  const std::uint64_t a_size = a.size == 0 ? 1 : a.size;
  const std::uint64_t b_size = b.size == 0 ? 1 : b.size;
  return a.object < b.object + b_size && b.object < a.object + a_size;
}

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_OPERATION_H_
