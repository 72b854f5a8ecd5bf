// Child processes: start, talk to, wait for, stop.
//
//   Command command;
//   command.program = "sort";
//   command.input = Stdio::Pipe();
//   absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
//   if (!child.ok()) return child.status();   // "cannot start 'sort': ..."
//   absl::StatusOr<Outcome> outcome = child->Communicate("b\na\n");
//   if (!outcome.ok()) return outcome.status();
//   // outcome->output == "a\nb\n", outcome->status.ok()
//
// What holds for every child:
// - It leads a process group of its own. Signals go to the whole group, and
//   when the child ends, what is left of its group is killed. Only a descendant
//   that made a group or session of its own escapes.
// - It is always reaped: no zombies. A ChildProcess that is destroyed while its
//   child runs kills it. If this process is itself killed, its children are
//   killed by a guardian (internal/guardian.h).
// - It inherits no descriptor but its standard three, whatever this process has
//   open, and starts with default signal handling and no signal blocked.
// - Waiting uses poll() on a pidfd: no polling sleeps, no signal handlers.
//
// SIGCHLD must not be ignored, and nobody else may reap our children
// (waitpid(-1)): their status would be lost. Such a loss is an error, not a
// guess.
//
// Public header (C++17). Different objects may be used by different threads at
// once, also to start many children in parallel; one object by one at a time.

#ifndef RACEKIT_HARNESS_PROCESS_CHILD_PROCESS_H_
#define RACEKIT_HARNESS_PROCESS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"

namespace racekit {

class ChildProcess {
 public:
  // NotFound, PermissionDenied, InvalidArgument, ResourceExhausted, ... naming
  // the program, and the working directory or file if that is at fault.
  static absl::StatusOr<ChildProcess> Start(const Command& command);

  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  // Kills the child, if it runs, without a grace period, and reaps it.
  ~ChildProcess();

  // Its process id, which is also that of its group. Once it is reaped the id
  // may be given to another process.
  pid_t pid() const;

  // How it ended, or nullopt while it runs. Does not block.
  absl::StatusOr<std::optional<ExitStatus>> Poll();

  // Waits for the end. DeadlineExceeded if the child still runs after
  // `timeout`; it then goes on running. Nobody reads its pipes meanwhile: where
  // it may write more than a pipe holds, use Communicate().
  absl::StatusOr<ExitStatus> Wait(
      absl::Duration timeout = absl::InfiniteDuration());

  // Writes `input` to its input, closes that, and collects all it writes to
  // pipes, until it ends. Never deadlocks, however much goes either way. A
  // child that ends or closes its input without reading all of it is no error.
  // Once only.
  absl::StatusOr<Outcome> Communicate(std::string_view input = "",
                                      const CommunicateOptions& options = {});

  // Sends a signal to its group. Ok, and without effect, once it has ended.
  absl::Status Signal(int signal);
  absl::Status Terminate();  // SIGTERM; also wakes it if it is stopped
  absl::Status Kill();       // SIGKILL

  // SIGTERM; SIGKILL if it has not ended after `grace`. Returns how it ended.
  absl::StatusOr<ExitStatus> Stop(absl::Duration grace = absl::Seconds(2));

  // For a poll() of the caller's own: the ends of its pipes, which do not
  // block, or -1 where there is no pipe; and a descriptor that is readable once
  // it has ended. All remain this object's.
  int input_fd() const;
  int output_fd() const;
  int error_fd() const;
  int exit_fd() const;

  // The child then reads the end of its input; or its writes fail.
  void CloseInput();
  void CloseOutput();
  void CloseError();

 private:
  class Impl;
  explicit ChildProcess(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;  // null once moved from
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_CHILD_PROCESS_H_
