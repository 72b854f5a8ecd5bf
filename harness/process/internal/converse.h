// The one loop in which input is written, output collected, deadlines kept and
// ends noticed, for one child or for a pipeline of them.

#ifndef RACEKIT_HARNESS_PROCESS_INTERNAL_CONVERSE_H_
#define RACEKIT_HARNESS_PROCESS_INTERNAL_CONVERSE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"

namespace racekit {

class ChildProcess;

namespace internal {

struct Conversation {
  EndReason reason = EndReason::kEnded;
  std::vector<ExitStatus> statuses;  // of each child
  std::vector<std::string> outputs;
  std::vector<std::string> errors;
  std::int64_t dropped = 0;
};

// Writes `input` to the first child; reads all pipes of all; returns when all
// have ended. FailedPrecondition if there is input but no pipe to write it to.
absl::StatusOr<Conversation> Converse(
    const std::vector<ChildProcess*>& children, std::string_view input,
    const CommunicateOptions& options);

}  // namespace internal
}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_INTERNAL_CONVERSE_H_
