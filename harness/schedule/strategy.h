// A strategy: what makes choices.
//
// Whoever runs executions calls
//
//   for (std::uint64_t execution = 0;
//        strategy->BeginExecution(execution); ++execution) {
//     ... at each scheduling point where two or more threads could go on:
//         next = strategy->Choose(point);
//     strategy->EndExecution(threads, thread_count);
//   }
//
// Points at which one thread alone can go on are no choice; a strategy is told
// of them only if it says so (WatchesForced). A thread that spins (it reads
// what it read before, it yields) is left out of `runnable` until somebody
// changed what it waits for or nobody else can go on, so that no strategy can
// starve whoever it waits for.
//
// Pure: a strategy knows thread ids and pending operations only. It takes no
// memory from the program's heap, reads no clock, starts no thread. Told the
// same, it chooses the same: executions are numbered, and whatever is random is
// drawn from the seed and the number. Choose() locks nothing, hashes nothing
// and, once its tables have grown, allocates nothing.

#ifndef RACEKIT_HARNESS_SCHEDULE_STRATEGY_H_
#define RACEKIT_HARNESS_SCHEDULE_STRATEGY_H_

#include <cstdint>

#include "harness/schedule/operation.h"

namespace racekit::schedule {

// Threads are numbered as they are created in an execution; 0 runs the body.
using ThreadId = std::int32_t;
inline constexpr ThreadId kNoThread = -1;

struct ThreadView {
  Operation pending;  // or, where the thread has ended, the last one
  ThreadId parent = kNoThread;
  bool runnable = false;  // it is in Point::runnable; false says nothing
};

// A scheduling point.
struct Point {
  const ThreadId* runnable = nullptr;  // no two alike, in an order that depends
  int count = 0;                       // on the schedule alone; 2 or more
  // The thread that ran last, if it is runnable; to choose another is a
  // preemption. Else kNoThread.
  ThreadId current = kNoThread;
  // The last of `runnable`, where it is one that waits, and to choose it is to
  // let the wait's time run out. Else kNoThread.
  ThreadId timer = kNoThread;
  const ThreadView* threads = nullptr;  // by id
  int thread_count = 0;                 // created so far in this execution
  // Scheduling points so far in this execution, those without a choice
  // included. Grows by one from a choice to the next if nothing was skipped.
  std::int64_t step = 0;
  // Grows whenever anybody joins `runnable`: as long as it stays, threads have
  // only left, and who was the best of them is so still. kUnknown if nobody
  // counts.
  static constexpr std::int64_t kUnknown = -1;
  std::int64_t arrivals = kUnknown;
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  // A name as options and reports have it: "pct".
  virtual const char* name() const = 0;

  // Execution number `execution` begins; numbers grow, but where the space is
  // divided among processes not by one. False if nothing is left to explore;
  // Choose() must not be called then.
  virtual bool BeginExecution(std::uint64_t execution) = 0;

  // One of point.runnable.
  virtual ThreadId Choose(const Point& point) = 0;

  // Whether OnForced() is to be called in the execution that has begun: it
  // costs the points that no strategy would otherwise hear of.
  virtual bool WatchesForced() const { return false; }
  // `thread` goes on where nobody else can.
  virtual void OnForced(const ThreadView*, ThreadId) {}

  // It ended, or was given up. All threads that it had.
  virtual void EndExecution(const ThreadView* threads, int thread_count) = 0;

  // Between executions: scheduling points have come or gone (a plain access has
  // become one), so that an earlier execution might now go otherwise.
  virtual void PointsChanged() {}
};

inline bool IsRunnable(const Point& point, ThreadId thread) {
  if (thread >= 0 && thread < point.thread_count &&
      point.threads[thread].runnable) {
    return true;
  }
  for (int i = 0; i < point.count; ++i) {
    if (point.runnable[i] == thread) return true;
  }
  return false;
}

// The choice without a preemption: the current thread, else the one with the
// lowest number. A timer runs out only if nothing else can happen.
inline ThreadId Undisturbed(const Point& point) {
  if (point.current != kNoThread) return point.current;
  ThreadId lowest = point.runnable[0];
  for (int i = 1; i < point.count; ++i) {
    const ThreadId thread = point.runnable[i];
    if (thread != point.timer && thread < lowest) lowest = thread;
  }
  return lowest;
}

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_STRATEGY_H_
