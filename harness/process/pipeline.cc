#include "harness/process/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"
#include "harness/process/internal/converse.h"
#include "harness/process/internal/deadline.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit {

bool PipelineOutcome::ok() const {
  return std::all_of(statuses.begin(), statuses.end(),
                     [](const ExitStatus& status) { return status.ok(); });
}

absl::StatusOr<Pipeline> Pipeline::Start(std::vector<Command> commands) {
  if (commands.empty()) {
    return absl::InvalidArgumentError("a pipeline needs a command");
  }
  std::vector<ChildProcess> children;
  internal::UniqueFd from_last;
  for (size_t i = 0; i < commands.size(); ++i) {
    // Each pipe is closed here as soon as both its ends have their child: a
    // writer kept open would keep its reader waiting for ever.
    internal::UniqueFd to_next, next_input;
    if (from_last.valid()) {
      commands[i].input = Stdio::Descriptor(from_last.get());
    }
    if (i + 1 < commands.size()) {
      int ends[2];
      if (pipe2(ends, O_CLOEXEC) != 0) {
        return absl::ErrnoToStatus(errno, "cannot make a pipe");
      }
      next_input = internal::UniqueFd(ends[0]);
      to_next = internal::UniqueFd(ends[1]);
      commands[i].output = Stdio::Descriptor(to_next.get());
    }
    absl::StatusOr<ChildProcess> child = ChildProcess::Start(commands[i]);
    if (!child.ok()) return child.status();
    children.push_back(*std::move(child));
    from_last = std::move(next_input);
  }
  return Pipeline(std::move(children));
}

absl::StatusOr<PipelineOutcome> Pipeline::Communicate(
    std::string_view input, const CommunicateOptions& options) {
  std::vector<ChildProcess*> children;
  for (ChildProcess& child : children_) children.push_back(&child);
  absl::StatusOr<internal::Conversation> talk =
      internal::Converse(children, input, options);
  if (!talk.ok()) return talk.status();
  PipelineOutcome outcome;
  outcome.reason = talk->reason;
  outcome.statuses = std::move(talk->statuses);
  outcome.output = std::move(talk->outputs.back());
  outcome.errors = std::move(talk->errors);
  outcome.dropped = talk->dropped;
  return outcome;
}

absl::StatusOr<std::vector<ExitStatus>> Pipeline::Stop(absl::Duration grace) {
  for (ChildProcess& child : children_) {
    const absl::Status status = child.Terminate();
    if (!status.ok()) return status;
  }
  const internal::Deadline deadline = internal::Deadline::After(grace);
  std::vector<ExitStatus> statuses;
  for (ChildProcess& child : children_) {
    absl::StatusOr<ExitStatus> ended = child.Wait(deadline.Left());
    if (absl::IsDeadlineExceeded(ended.status())) {
      const absl::Status status = child.Kill();
      if (!status.ok()) return status;
      ended = child.Wait();
    }
    if (!ended.ok()) return ended.status();
    statuses.push_back(*ended);
  }
  return statuses;
}

}  // namespace racekit
