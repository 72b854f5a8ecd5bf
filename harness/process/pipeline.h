// Pipelines: the output of each child is the input of the next.
//
//   // printf 'b\na\n' | sort | head -n 1
//   absl::StatusOr<Pipeline> pipeline = Pipeline::Start({sort, head});
//   if (!pipeline.ok()) return pipeline.status();
//   absl::StatusOr<PipelineOutcome> outcome = pipeline->Communicate("b\na\n");
//
// Public header (C++17). One object may be used by one thread at a time.

#ifndef RACEKIT_HARNESS_PROCESS_PIPELINE_H_
#define RACEKIT_HARNESS_PROCESS_PIPELINE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"

namespace racekit {

struct PipelineOutcome {
  EndReason reason = EndReason::kEnded;
  std::vector<ExitStatus> statuses;  // of each child, first to last
  std::string output;                // of the last
  std::vector<std::string> errors;   // of each; empty where it was not a pipe
  std::int64_t dropped = 0;          // as in Outcome

  bool ok() const;  // every child's status is
};

class Pipeline {
 public:
  // Starts all commands. The output of each but the last, and the input of each
  // but the first, are replaced by pipes between them. If one cannot be
  // started, those before it are killed. InvalidArgument for no command at all.
  static absl::StatusOr<Pipeline> Start(std::vector<Command> commands);

  // As ChildProcess::Communicate(): writes to the first, reads from the last
  // and all errors, until all have ended. A child whose reader has ended gets
  // SIGPIPE, as in a shell. Where time or output runs out, all are stopped.
  absl::StatusOr<PipelineOutcome> Communicate(
      std::string_view input = "", const CommunicateOptions& options = {});

  // Stops all: terminates them, and kills those that have not ended after one
  // grace period for all together. First to last.
  absl::StatusOr<std::vector<ExitStatus>> Stop(
      absl::Duration grace = absl::Seconds(2));

  std::vector<ChildProcess>& children() { return children_; }

 private:
  explicit Pipeline(std::vector<ChildProcess> children)
      : children_(std::move(children)) {}

  std::vector<ChildProcess> children_;
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_PIPELINE_H_
