// absl::Mutex and absl::CondVar as the code under test calls them: a point,
// then Abseil's own function.
//
// They block by futex only when they must, so an uncontended lock would pass
// unseen by interpose_syscall.cc. The linker's --wrap hands calls of
// absl::Mutex::Lock and its like to __wrap_<name> here (calls within Abseil's
// mutex.cc stay there). absl_names.bzl makes the flags from the names below;
// docs/stress.md says why it is done this way.
//
// Names that a release of Abseil does not have wrap nothing. As all forwarders
// these jump: Abseil's annotations for ThreadSanitizer work as ever.

#include "absl/time/time.h"
#include "harness/stress/absl_names.h"
#include "harness/stress/run_control.h"

namespace {

using ::racekit::internal::AtPoint;
using ::racekit::internal::PointKind;

}  // namespace

#define RACEKIT_ABSL_NAME(rest) RACEKIT_ABSL_PREFIX rest

// The real function is weak: a binary without absl::Mutex need not have it.
#define RACEKIT_FORWARD(point, result, id, name, parameters, arguments) \
  extern "C" result RacekitReal##id parameters __asm__("__real_" name)  \
      __attribute__((weak));                                            \
  extern "C" result RacekitWrap##id parameters __asm__("__wrap_" name); \
  extern "C" result RacekitWrap##id parameters {                        \
    AtPoint(PointKind::point);                                          \
    return RacekitReal##id arguments;                                   \
  }                                                                     \
  static_assert(true, "semicolon")

#define RACEKIT_FORWARD_0(point, result, id, name) \
  RACEKIT_FORWARD(point, result, id, name, (void* self), (self))
#define RACEKIT_FORWARD_1(point, result, id, type, name) \
  RACEKIT_FORWARD(point, result, id, name, (void* self, type a), (self, a))
#define RACEKIT_FORWARD_2(point, result, id, type, name) \
  RACEKIT_FORWARD(point, result, id, name,               \
                  (void* self, const void* what, type a), (self, what, a))

RACEKIT_FORWARD_0(kLock, void, Lock, RACEKIT_ABSL_NAME("5Mutex4LockEv"));
RACEKIT_FORWARD_0(kUnlock, void, Unlock, RACEKIT_ABSL_NAME("5Mutex6UnlockEv"));
RACEKIT_FORWARD_0(kLock, bool, TryLock, RACEKIT_ABSL_NAME("5Mutex7TryLockEv"));
RACEKIT_FORWARD_0(kLock, void, ReaderLock,
                  RACEKIT_ABSL_NAME("5Mutex10ReaderLockEv"));
RACEKIT_FORWARD_0(kUnlock, void, ReaderUnlock,
                  RACEKIT_ABSL_NAME("5Mutex12ReaderUnlockEv"));
RACEKIT_FORWARD_0(kLock, bool, ReaderTryLock,
                  RACEKIT_ABSL_NAME("5Mutex13ReaderTryLockEv"));

// The names of 2025; the older ones are inline there and call these.
RACEKIT_FORWARD_0(kLock, void, NewLock, RACEKIT_ABSL_NAME("5Mutex4lockEv"));
RACEKIT_FORWARD_0(kUnlock, void, NewUnlock,
                  RACEKIT_ABSL_NAME("5Mutex6unlockEv"));
RACEKIT_FORWARD_0(kLock, bool, NewTryLock,
                  RACEKIT_ABSL_NAME("5Mutex8try_lockEv"));
RACEKIT_FORWARD_0(kLock, void, LockShared,
                  RACEKIT_ABSL_NAME("5Mutex11lock_sharedEv"));
RACEKIT_FORWARD_0(kUnlock, void, UnlockShared,
                  RACEKIT_ABSL_NAME("5Mutex13unlock_sharedEv"));
RACEKIT_FORWARD_0(kLock, bool, TryLockShared,
                  RACEKIT_ABSL_NAME("5Mutex15try_lock_sharedEv"));

RACEKIT_FORWARD_1(kWait, void, Await, const void*,
                  RACEKIT_ABSL_NAME("5Mutex5AwaitERKN" RACEKIT_ABSL_SELF
                                    "9ConditionE"));
RACEKIT_FORWARD_2(
    kWait, bool, AwaitWithTimeout, absl::Duration,
    RACEKIT_ABSL_NAME("5Mutex16AwaitWithTimeoutERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "8DurationE"));
RACEKIT_FORWARD_2(
    kWait, bool, AwaitWithDeadline, absl::Time,
    RACEKIT_ABSL_NAME("5Mutex17AwaitWithDeadlineERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "4TimeE"));
RACEKIT_FORWARD_1(kLock, void, LockWhen, const void*,
                  RACEKIT_ABSL_NAME("5Mutex8LockWhenERKN" RACEKIT_ABSL_SELF
                                    "9ConditionE"));
RACEKIT_FORWARD_2(
    kLock, bool, LockWhenWithTimeout, absl::Duration,
    RACEKIT_ABSL_NAME("5Mutex19LockWhenWithTimeoutERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "8DurationE"));
RACEKIT_FORWARD_2(
    kLock, bool, LockWhenWithDeadline, absl::Time,
    RACEKIT_ABSL_NAME("5Mutex20LockWhenWithDeadlineERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "4TimeE"));
RACEKIT_FORWARD_1(
    kLock, void, ReaderLockWhen, const void*,
    RACEKIT_ABSL_NAME("5Mutex14ReaderLockWhenERKN" RACEKIT_ABSL_SELF
                      "9ConditionE"));
RACEKIT_FORWARD_2(
    kLock, bool, ReaderLockWhenWithTimeout, absl::Duration,
    RACEKIT_ABSL_NAME("5Mutex25ReaderLockWhenWithTimeoutERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "8DurationE"));
RACEKIT_FORWARD_2(
    kLock, bool, ReaderLockWhenWithDeadline, absl::Time,
    RACEKIT_ABSL_NAME("5Mutex26ReaderLockWhenWithDeadlineERKN" RACEKIT_ABSL_SELF
                      "9ConditionEN" RACEKIT_ABSL_SELF "4TimeE"));

RACEKIT_FORWARD_1(kWait, void, Wait, void*,
                  RACEKIT_ABSL_NAME("7CondVar4WaitEPN" RACEKIT_ABSL_SELF
                                    "5MutexE"));
RACEKIT_FORWARD_2(
    kWait, bool, WaitWithTimeout, absl::Duration,
    RACEKIT_ABSL_NAME("7CondVar15WaitWithTimeoutEPN" RACEKIT_ABSL_SELF
                      "5MutexEN" RACEKIT_ABSL_SELF "8DurationE"));
RACEKIT_FORWARD_2(
    kWait, bool, WaitWithDeadline, absl::Time,
    RACEKIT_ABSL_NAME("7CondVar16WaitWithDeadlineEPN" RACEKIT_ABSL_SELF
                      "5MutexEN" RACEKIT_ABSL_SELF "4TimeE"));
RACEKIT_FORWARD_0(kNotify, void, Signal,
                  RACEKIT_ABSL_NAME("7CondVar6SignalEv"));
RACEKIT_FORWARD_0(kNotify, void, SignalAll,
                  RACEKIT_ABSL_NAME("7CondVar9SignalAllEv"));
