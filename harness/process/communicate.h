// What a conversation with a child process yields, and its limits.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_PROCESS_COMMUNICATE_H_
#define RACEKIT_HARNESS_PROCESS_COMMUNICATE_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/time/time.h"
#include "harness/process/exit_status.h"

namespace racekit {

struct CommunicateOptions {
  // After which a child that still runs is stopped: terminated, and killed if
  // it has not ended `grace` later.
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Duration grace = absl::Seconds(2);

  // Bytes kept of each stream; what follows is read and dropped.
  std::int64_t output_limit = std::numeric_limits<std::int64_t>::max();
  // A child that writes more than that is stopped, like one out of time.
  bool stop_on_flood = true;
};

// Why a conversation ended.
enum class EndReason {
  kEnded,     // the child ended by itself
  kTimedOut,  // it was stopped after CommunicateOptions::timeout
  kFlooded,   // it was stopped for writing more than output_limit
};

struct Outcome {
  EndReason reason = EndReason::kEnded;
  ExitStatus status;   // where it was stopped, the signal that did it, or what
                       // the child made of SIGTERM
  std::string output;  // empty where it was not a pipe
  std::string error;
  std::int64_t dropped = 0;  // bytes beyond output_limit, of both streams
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_COMMUNICATE_H_
