#include "harness/process/child_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"
#include "harness/process/internal/converse.h"
#include "harness/process/internal/deadline.h"
#include "harness/process/internal/exit_fd.h"
#include "harness/process/internal/guardian.h"
#include "harness/process/internal/spawn.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit {

class ChildProcess::Impl {
 public:
  Impl(std::string program, internal::Spawned spawned)
      : program_(std::move(program)), spawned_(std::move(spawned)) {}

  ~Impl() {
    if (state_ != State::kRunning) return;
    kill(-spawned_.pid, SIGKILL);
    Reap(/*block=*/true).IgnoreError();
  }

  // Separate from the constructor because it may fail; the child runs already,
  // and the destructor ends it.
  absl::Status Watch() {
    absl::Status status = internal::Guard(spawned_.pid);
    if (!status.ok()) return status;
    absl::StatusOr<internal::ExitFd> exit_fd =
        internal::ExitFd::Open(spawned_.pid);
    if (!exit_fd.ok()) return exit_fd.status();
    exit_fd_.emplace(*std::move(exit_fd));
    return absl::OkStatus();
  }

  // Sets state and status if the child has ended.
  absl::Status Reap(bool block) {
    if (state_ == State::kLost) return LostError();
    if (state_ == State::kEnded) return absl::OkStatus();
    siginfo_t info = {};
    // WNOWAIT leaves a zombie, so that the id of the group is still ours while
    // what is left of the group is killed and the guardian is told.
    const int flags = WEXITED | WNOWAIT | (block ? 0 : WNOHANG);
    int result;
    do {
      result = waitid(P_PID, static_cast<id_t>(spawned_.pid), &info, flags);
    } while (result != 0 && errno == EINTR);
    if (result == 0 && info.si_pid == 0) return absl::OkStatus();  // runs
    if (result == 0) kill(-spawned_.pid, SIGKILL);
    internal::Unguard(spawned_.pid);
    int wait_status = 0;
    pid_t reaped = -1;
    while (result == 0 &&
           (reaped = waitpid(spawned_.pid, &wait_status, 0)) < 0 &&
           errno == EINTR) {
    }
    if (reaped < 0) {
      state_ = State::kLost;
      return LostError();
    }
    state_ = State::kEnded;
    status_ = ExitStatus::FromWaitStatus(wait_status);
    return absl::OkStatus();
  }

  std::optional<ExitStatus> status() const {
    if (state_ != State::kEnded) return std::nullopt;
    return status_;
  }
  bool running() const { return state_ == State::kRunning; }
  const std::string& program() const { return program_; }
  internal::Spawned& spawned() { return spawned_; }
  int exit_fd() const { return exit_fd_->get(); }

 private:
  enum class State { kRunning, kEnded, kLost };

  absl::Status LostError() const {
    return absl::InternalError(absl::StrCat(
        "cannot tell how '", program_, "' (process ", spawned_.pid,
        ") ended: it was reaped by someone else, or SIGCHLD is ignored"));
  }

  const std::string program_;
  internal::Spawned spawned_;
  State state_ = State::kRunning;
  ExitStatus status_;
  std::optional<internal::ExitFd> exit_fd_;  // destroyed after the child ended
};

absl::StatusOr<ChildProcess> ChildProcess::Start(const Command& command) {
  const absl::StatusOr<internal::UniqueFd> ear = internal::GuardiansEar();
  if (!ear.ok()) return ear.status();
  absl::StatusOr<internal::Spawned> spawned =
      internal::Spawn(command, ear->get());
  if (!spawned.ok()) return spawned.status();
  auto impl = std::make_unique<Impl>(command.program, *std::move(spawned));
  const absl::Status status = impl->Watch();
  if (!status.ok()) {
    return absl::Status(status.code(),
                        absl::StrCat("cannot watch '", command.program,
                                     "': ", status.message()));
  }
  return ChildProcess(std::move(impl));
}

ChildProcess::ChildProcess(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;
ChildProcess::~ChildProcess() = default;

pid_t ChildProcess::pid() const { return impl_->spawned().pid; }

absl::StatusOr<std::optional<ExitStatus>> ChildProcess::Poll() {
  const absl::Status status = impl_->Reap(/*block=*/false);
  if (!status.ok()) return status;
  return impl_->status();
}

absl::StatusOr<ExitStatus> ChildProcess::Wait(absl::Duration timeout) {
  const internal::Deadline deadline = internal::Deadline::After(timeout);
  while (true) {
    absl::StatusOr<std::optional<ExitStatus>> ended = Poll();
    if (!ended.ok()) return ended.status();
    if (ended->has_value()) return **ended;
    if (deadline.Passed()) {
      return absl::DeadlineExceededError(
          absl::StrCat("'", impl_->program(), "' (process ", pid(),
                       ") still runs after ", absl::FormatDuration(timeout)));
    }
    pollfd ready = {exit_fd(), POLLIN, 0};
    if (deadline.Poll(&ready, 1) < 0 && errno != EINTR) {
      return absl::ErrnoToStatus(errno, "cannot wait for a child process");
    }
  }
}

absl::StatusOr<Outcome> ChildProcess::Communicate(
    std::string_view input, const CommunicateOptions& options) {
  absl::StatusOr<internal::Conversation> talk =
      internal::Converse({this}, input, options);
  if (!talk.ok()) return talk.status();
  Outcome outcome;
  outcome.reason = talk->reason;
  outcome.status = talk->statuses[0];
  outcome.output = std::move(talk->outputs[0]);
  outcome.error = std::move(talk->errors[0]);
  outcome.dropped = talk->dropped;
  return outcome;
}

absl::Status ChildProcess::Signal(int signal) {
  // Until it is reaped the id of the group cannot belong to anyone else.
  if (!impl_->running() || kill(-pid(), signal) == 0 || errno == ESRCH) {
    return absl::OkStatus();
  }
  return absl::ErrnoToStatus(
      errno, absl::StrCat("cannot send ", SignalName(signal), " to '",
                          impl_->program(), "' (process ", pid(), ")"));
}

absl::Status ChildProcess::Terminate() {
  const absl::Status status = Signal(SIGTERM);
  return status.ok() ? Signal(SIGCONT) : status;
}

absl::Status ChildProcess::Kill() { return Signal(SIGKILL); }

absl::StatusOr<ExitStatus> ChildProcess::Stop(absl::Duration grace) {
  absl::Status status = Terminate();
  if (!status.ok()) return status;
  absl::StatusOr<ExitStatus> ended = Wait(grace);
  if (!absl::IsDeadlineExceeded(ended.status())) return ended;
  status = Kill();
  if (!status.ok()) return status;
  return Wait();
}

int ChildProcess::input_fd() const { return impl_->spawned().input.get(); }
int ChildProcess::output_fd() const { return impl_->spawned().output.get(); }
int ChildProcess::error_fd() const { return impl_->spawned().error.get(); }
int ChildProcess::exit_fd() const { return impl_->exit_fd(); }

void ChildProcess::CloseInput() { impl_->spawned().input.Close(); }
void ChildProcess::CloseOutput() { impl_->spawned().output.Close(); }
void ChildProcess::CloseError() { impl_->spawned().error.Close(); }

}  // namespace racekit
