// A Report: what one test or scenario went through, and what was found.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_REPORT_REPORT_H_
#define RACEKIT_HARNESS_REPORT_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detectors/finding.h"

namespace racekit {

// How often a body failed in a number of runs on real threads.
struct FailureRate {
  std::int64_t runs = 0;
  std::int64_t failures = 0;
};

// How much of the space of schedules controlled executions went through.
struct ExploredSpace {
  std::string strategy;  // "portfolio", "exhaustive", ...
  // Executions whose schedules (their lists of choices) differ.
  std::int64_t distinct = 0;
  // Switches away from a thread that could have gone on, the most in one
  // execution.
  std::int64_t deepest_preemptions = 0;
  // Nothing is left: each schedule was executed, or each with at most
  // `preemption_bound` preemptions, where that is not -1.
  bool complete = false;
  int preemption_bound = -1;
  // What limits the meaning of all this: code that could not be seen into, ...
  std::vector<std::string> notes;
};

struct Report {
  std::string
      test;  // "Account.DepositAndWithdrawBothCount", or a scenario's name
  std::string variant;  // "stress", "tsan", "explore"
  std::uint64_t seed = 0;
  std::int64_t executions = 0;         // runs of the body
  std::int64_t failed_executions = 0;  // those with at least one finding
  double seconds = 0;                  // of wall time
  FailureRate injected;  // stress and tsan: the runs with injected sleeps
  std::optional<FailureRate>
      plain;  // and those without, where they were compared
  std::optional<ExploredSpace> explored;  // explore
  // How to run it again: Bazel's label, where it ran under Bazel, or else the
  // program's path. Empty if unknown.
  std::string target;
  std::string program;
  // Of a whole program: itself and its arguments, as a shell takes them.
  std::string command;
  // ExploreOptions::atomic_functions, without which nothing is found again.
  std::vector<std::string> atomic_functions;
  // Where its files are, as a person finds them; empty if there are none.
  std::string files;
  std::vector<Finding>
      findings;  // deduplicated by fingerprint, most frequent first
  // What looks wrong, but was not seen to do harm: nothing fails for it.
  std::vector<Finding> suspicions;

  bool ok() const { return findings.empty(); }
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_REPORT_H_
