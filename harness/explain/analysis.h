// What went wrong in a trace: which events matter, and how they add up.
//
// Pure: a list of events in, indices of events out. Words, names and places in
// the source are put to them elsewhere (explanation.h).

#ifndef RACEKIT_HARNESS_EXPLAIN_ANALYSIS_H_
#define RACEKIT_HARNESS_EXPLAIN_ANALYSIS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "harness/runtime/trace_event.h"

namespace racekit::explain {

using Events = std::vector<runtime::TraceEvent>;

enum class Pattern : std::uint8_t {
  kNone,
  kDataRace,
  // A thread writes what it computed from a value that another has overwritten
  // since.
  kLostUpdate,
  // The other three orders of a pair of accesses and one of another thread
  // between them that no serial execution could have had (Lu, Tucek, Qin and
  // Zhou, "AVIO", ASPLOS 2006).
  kStaleRead,         // read, [write], read: two values where one was expected
  kOverwritten,       // write, [write], read: another's value comes back
  kIntermediateRead,  // write, [read], write: another sees what was not meant
  kDeadlock,          // threads wait in a circle
  kLostWakeup,        // a notification came before the wait that needed it
  kNeverNotified,     // somebody waits for what nobody ever did
  kOrder,             // two events came in the wrong order
  kSteps,             // what a detector says, step by step
};

// It is about accesses to one piece of memory.
constexpr bool IsMemory(Pattern pattern) {
  return pattern >= Pattern::kDataRace && pattern <= Pattern::kIntermediateRead;
}

// A thread that waits at the end of the trace.
struct Wait {
  int thread = 0;
  std::size_t block = 0;      // the event with which it began
  std::uintptr_t object = 0;  // what it waits for
  int holder = -1;            // who has that, or is to be joined
  std::size_t acquired = 0;   // since when, if `held`
  bool held = false;
  bool in_cycle = false;
};

struct Analysis {
  Pattern pattern = Pattern::kNone;
  // The events that make it, in order. Of a lost update: the read, the other
  // thread's write, the write.
  std::vector<std::size_t> critical;
  // The memory that they touch, or the object that is waited for.
  std::uintptr_t address = 0;
  std::uint32_t size = 0;
  std::vector<Wait> waits;
  // Locks that the thread of the first and last critical event held at both,
  // but gave up in between.
  std::vector<std::uintptr_t> given_up;
  // kSteps: of each step the event, or SIZE_MAX if it is not in the trace.
  std::vector<std::size_t> steps;
};

// What is known about a data race before its trace is.
struct RaceSides {
  int threads[2] = {};
  std::uintptr_t pcs[2] = {};  // or one less, inside the call
};

// The two accesses of a race. kNone if they are not in the trace.
Analysis ExplainRace(const Events& events, const RaceSides& race);

// What is known about a step of a detector's before its trace is.
struct Step {
  int thread = 0;
  std::uintptr_t pc = 0;  // or one less, inside the call
  std::uintptr_t address = 0;
};

// The events of these. kNone if not one of them is in the trace.
Analysis ExplainSteps(const Events& events, const std::vector<Step>& steps);

// A wrong result: the most telling of the patterns above. Events for which
// `is_own` holds are the user's own code, whose patterns come first.
Analysis ExplainWrongResult(
    const Events& events,
    const std::function<bool(const runtime::TraceEvent&)>& is_own);

// Threads that wait for ever.
Analysis ExplainStuck(const Events& events);

// ---- Questions about a trace

bool IsAccess(runtime::TraceKind kind);
bool IsWrite(runtime::TraceKind kind);
bool IsRead(runtime::TraceKind kind);
bool Overlap(const runtime::TraceEvent& event, std::uintptr_t address,
             std::uint32_t size);

// The locks that the thread of events[index] held then, each as the index of
// the event that took it.
std::vector<std::size_t> LocksHeld(const Events& events, std::size_t index);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_ANALYSIS_H_
