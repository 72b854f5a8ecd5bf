// How a finding came about: the shortest execution that shows it, event by
// event, and what would have been needed for it to pass. Found out after the
// finding, by executing the body again and again (harness/schedule/shrink.h).
//
// Plain data, comparable and copyable.
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_EXPLANATION_H_
#define RACEKIT_DETECTORS_EXPLANATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "detectors/stack.h"

namespace racekit {

// Something that a thread did.
struct ExplainedEvent {
  // "read", "write", "load", "store", "update" (an atomic read-modify-write),
  // "free", "lock", "lock-shared", "unlock", "unlock-shared", "wait", "woken",
  // "timeout", "notify", "create", "join", "exit".
  std::string action;
  int thread = 0;
  int other = -1;      // the thread that is created or joined
  std::string object;  // what it is done to: "Account::balance_", "M1"
  std::string value;   // that was read, or written; empty if unknown
  std::string before;  // that was there before it was written
  Frame place;         // the user's line
  std::vector<std::string> locks;  // that the thread holds
  std::string remark;              // "overwrites T2's 50"
  bool critical = false;           // the finding hangs on it
  // False: part of the trace, of no interest to a person at first sight.
  bool shown = false;
  std::int64_t time = 0;      // virtual, nanoseconds since the body began
  std::int64_t left_out = 0;  // events before this one that are not listed
};

struct Explanation {
  std::string headline;  // "lost update on Account::balance_"; empty if the
                         // finding's message says it all
  std::vector<std::string> why;  // lines
  // "passes if T1's write at a.cc:15 comes before T2's read at a.cc:20"; empty
  // if no passing schedule was near.
  std::string contrast;
  std::string passing_schedule;  // "rk1:..."; where there is a contrast

  // Of the shortest schedule that showed the finding, and of the first one.
  std::int64_t switches = 0;  // from one thread to another
  std::int64_t preemptions = 0;
  std::int64_t switches_before = 0;
  // No schedule with fewer switches and up to three preemptions shows it.
  bool shortest = false;
  std::int64_t executions = 0;  // that shrinking took

  std::vector<ExplainedEvent> events;
  std::int64_t left_out = 0;  // events after the last one listed
};

}  // namespace racekit

#endif  // RACEKIT_DETECTORS_EXPLANATION_H_
