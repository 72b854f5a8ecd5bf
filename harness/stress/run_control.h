// One run of a body on real threads: which threads belong to it, what they pass
// through, and how they are delayed.
//
// The forwarders (interpose_*.cc) call AtPoint() from the threads of the code
// under test; the worker brackets each run by BeginRun() and EndRun(). Threads
// that are neither the body's nor descend from it are left alone: GoogleTest's
// and the harness's own are never delayed.
//
// Async-signal-safe and free of locks, since it runs beneath pthread_mutex_lock
// and before constructors.

#ifndef RACEKIT_HARNESS_STRESS_RUN_CONTROL_H_
#define RACEKIT_HARNESS_STRESS_RUN_CONTROL_H_

#include <pthread.h>
#include <sys/types.h>

#include <cstdint>

#include "harness/stress/delay_source.h"

namespace racekit::internal {

enum class PointKind {
  kThreadStart,
  kThreadCreate,
  kJoin,
  kLock,
  kUnlock,
  kWait,
  kNotify,
  kNamed,  // RACEKIT_POINT
};
inline constexpr int kPointKinds = 8;

struct RunConfig {
  bool inject = true;  // false: points are counted, nobody is delayed
  InjectionOptions injection;
  std::uint64_t seed = 1;
  std::int64_t run = 1;
};

struct RunCounts {
  std::int64_t points[kPointKinds] = {};
  std::int64_t delays = 0;           // sleeps and yields injected
  std::int64_t slept_ns = 0;         // as drawn, over all threads
  std::int64_t threads_created = 0;  // by the body and its descendants
  std::int64_t threads_left = 0;     // of these, still running at the end

  std::int64_t all_points() const;
};

// The calling thread becomes the body's thread. Runs do not nest.
void BeginRun(const RunConfig& config);

// Waits up to `grace_ns` for threads of the run that are still ending, and up
// to two seconds while the machine gives them no time to. Threads that are
// left then are not delayed any more, but go on.
RunCounts EndRun(std::int64_t grace_ns);

// True on the body's thread and its descendants during a run.
bool InRun();

// A thread of a run is about to do something; delays it if it is so drawn.
// Leaves errno alone.
void AtPoint(PointKind kind);

// pthread_create for a thread of a run: `create` is the next definition.
int CreateInRun(int (*create)(pthread_t*, const pthread_attr_t*,
                              void* (*)(void*), void*),
                pthread_t* thread, const pthread_attr_t* attributes,
                void* (*start)(void*), void* argument);

// Calls `visit` with the kernel's id of each thread of the current run that has
// started and not ended, and its number: 0 is the body's, others count up in
// order of creation.
void VisitRunThreads(void (*visit)(void* context, pid_t tid, int number),
                     void* context);

// The number of the calling thread, or -1 outside a run.
int RunThreadNumber();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_RUN_CONTROL_H_
