// What a finding can be of, and the names of these kinds as they stand in
// reports, options and JSON ("data-race", "lost-update", ...).
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_FINDING_KIND_H_
#define RACEKIT_DETECTORS_FINDING_KIND_H_

#include <optional>
#include <string_view>
#include <vector>

namespace racekit {

enum class FindingKind {
  kAssertion,  // a failed GoogleTest assertion, or an invariant that a scenario
               // saw broken
  kAtomicityViolation,  // a region that others interleaved with, unserialisably
  kCrash,               // a fatal signal, abort() or an uncaught exception
  kDataRace,    // two unordered accesses to one location, at least one a write,
                // not both atomic
  kDeadlock,    // threads wait for each other; nobody can run
  kDivergence,  // two executions of one schedule differed
  kHang,        // a run did not end within its time limit
  kInconsistentLocking,  // memory used by several threads under a lock here and
                         // without it there
  kLeakedThread,         // a thread still running when the body returned
  kLivelock,             // threads run, nobody makes progress
  kLockOrder,    // locks taken in opposite orders: a deadlock waiting for its
                 // schedule
  kLostUpdate,   // a write computed from a value that another thread has
                 // overwritten since
  kLostWakeup,   // a notification that nobody was yet waiting for
  kMutexMisuse,  // unlock by a stranger, double lock, destroyed while held, ...
  kNothingControlled,  // the run could not have found anything
  kNotLinearizable,    // what concurrent calls returned, no order of them
                       // explains
  kOrderViolation,     // used before initialised, or after destroyed
  kOutputDiffers,      // what a program writes depends on the schedule
  kStepLimit,          // an execution exceeded its step limit
  kTornOutput,         // interleaved, doubled or missing lines
  kUnexpectedExit,     // exit() inside the body, or a child's unexpected status
  kUnsupported,        // the body did what this way of running cannot control
  kUseAfterFree,  // heap or stack memory used, or freed, after its end of life
  kOther,         // reported by another tool under a name of its own; see
                  // Finding::message
};

// "data-race" for kDataRace, and so on: lower case, words joined by '-'.
std::string_view FindingKindName(FindingKind kind);

// The inverse; nullopt for a name that is none.
std::optional<FindingKind> ParseFindingKind(std::string_view name);

// Every kind once, in the order of the enumeration.
const std::vector<FindingKind>& AllFindingKinds();

}  // namespace racekit

#endif  // RACEKIT_DETECTORS_FINDING_KIND_H_
