// Raw futexes and whatever else arrives by syscall(): std::atomic::wait,
// latches, semaphores, futures and absl::Mutex end here.
//
// A wake-up orders nothing by itself: the atomic variable does.

#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/crash.h"
#include "harness/runtime/door.h"
#include "harness/runtime/slot.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

namespace {

struct FutexCall {
  std::uint32_t* word;
  int operation;  // without flags
  bool realtime;
  std::uint32_t value;
  const timespec* timeout;  // or a count
  std::uint32_t* other_word;
  std::uint32_t value3;
};

SyncObject* Get(const std::uint32_t* word) {
  return sync_table.Get(word, SyncKind::kFutex);
}

long Wait(Thread* current, const FutexCall& call, std::uint32_t bits) {
  world.Point(current, Op::kWait, call.word);
  if (bits == 0) return -EINVAL;
  if (__atomic_load_n(call.word, __ATOMIC_SEQ_CST) != call.value) {
    return -EAGAIN;
  }
  std::uint64_t deadline = kNever;
  if (call.timeout != nullptr) {
    if (!IsValid(call.timeout)) return -EINVAL;
    // Only FUTEX_WAIT takes a duration.
    deadline =
        call.operation == FUTEX_WAIT
            ? DeadlineAfter(*call.timeout)
            : DeadlineOf(call.realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC,
                         *call.timeout);
  }
  current->wait_word = bits;
  return world.Block(current, &Get(call.word)->waiters, deadline, "futex",
                     call.word)
             ? 0
             : -ETIMEDOUT;
}

long Wake(const std::uint32_t* word, std::uint32_t count, std::uint32_t bits) {
  long woken = 0;
  Thread* next = nullptr;
  for (Thread* thread = Get(word)->waiters.first;
       thread != nullptr && woken < static_cast<long>(count); thread = next) {
    next = thread->next;
    if ((thread->wait_word & bits) == 0) continue;
    world.Wake(thread);
    ++woken;
  }
  return woken;
}

long Requeue(const FutexCall& call) {
  if (call.operation == FUTEX_CMP_REQUEUE &&
      __atomic_load_n(call.word, __ATOMIC_SEQ_CST) != call.value3) {
    return -EAGAIN;
  }
  long affected = Wake(call.word, call.value, FUTEX_BITSET_MATCH_ANY);
  const long limit = reinterpret_cast<long>(call.timeout);
  WaitQueue* to = &Get(call.other_word)->waiters;
  WaitQueue* from = &Get(call.word)->waiters;
  for (long moved = 0; moved < limit && from->first != nullptr; ++moved) {
    world.Move(from->first, to, call.other_word);
    ++affected;
  }
  return affected;
}

long Futex(Thread* current, const FutexCall& call) {
  switch (call.operation) {
    case FUTEX_WAIT:
      return Wait(current, call, FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAIT_BITSET:
      return Wait(current, call, call.value3);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET: {
      const std::uint32_t bits =
          call.operation == FUTEX_WAKE ? FUTEX_BITSET_MATCH_ANY : call.value3;
      if (bits == 0) return -EINVAL;
      world.Point(current, Op::kNotify, call.word);
      const long woken = Wake(call.word, call.value, bits);
      ObserveNotify(current, call.word, static_cast<int>(woken));
      world.Progress(current);
      return woken;
    }
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE: {
      world.Point(current, Op::kNotify, call.word);
      const long affected = Requeue(call);
      ObserveNotify(current, call.word, static_cast<int>(affected));
      world.Progress(current);
      return affected;
    }
    case FUTEX_WAKE_OP:
      Refuse("futex(FUTEX_WAKE_OP)");
    default:
      Refuse("a priority-inheriting or unknown futex operation");
  }
}

long Result(long result) {
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

}  // namespace

extern "C" long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current != nullptr) {
    switch (number) {
      case SYS_futex:
        return Result(Futex(current, {reinterpret_cast<std::uint32_t*>(a[0]),
                                      static_cast<int>(a[1]) & FUTEX_CMD_MASK,
                                      (a[1] & FUTEX_CLOCK_REALTIME) != 0,
                                      static_cast<std::uint32_t>(a[2]),
                                      reinterpret_cast<const timespec*>(a[3]),
                                      reinterpret_cast<std::uint32_t*>(a[4]),
                                      static_cast<std::uint32_t>(a[5])}));
      case SYS_gettid:
        return current->slot->tid;
      case SYS_clone:
      case SYS_clone3:
      case SYS_fork:
      case SYS_vfork:
        Refuse("fork() or clone()");
      case SYS_exit_group:
        Crash(CrashKind::kExit, RACEKIT_CALLER(), "exit_group",
              static_cast<int>(a[0]));
      default:
        break;
    }
  }
  return Result(RawSyscall(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

RACEKIT_NEXT(gettid, pid_t, ());
extern "C" pid_t gettid() noexcept {
  Thread* thread = self;
  return thread == nullptr ? Next_gettid()() : thread->slot->tid;
}
