#include "harness/process/internal/guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "harness/process/command.h"
#include "harness/process/internal/quiet_write.h"
#include "harness/process/internal/spawn.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {
namespace {

// Reads "+ ID" and "- ID" until the pipe ends; "+ ID" comes from the child and
// from its parent. In the background, so that the
// shell we start ends at once and is reaped: the guardian is nobody's child,
// and no wait() in this process ever meets it. Descriptor 3, because a shell
// gives its background commands /dev/null for standard input.
constexpr char kScript[] = R"(
exec 3<&0 </dev/null
{
  trap '' HUP INT QUIT TERM
  live=' '
  while read -r sign group; do
    case $sign in
      +) case $live in *" $group "*) ;; *) live="$live$group " ;; esac ;;
      -) live="${live%% $group *} ${live#* $group }" ;;
    esac
  done
  for group in $live; do
    kill -s KILL -- "-$group"
  done
} <&3 3<&- &
)";

class Guardian {
 public:
  absl::StatusOr<UniqueFd> Ear() {
    absl::MutexLock lock(&mutex_);
    ForgetIfForked();
    if (!pipe_.valid()) {
      const absl::Status status = Start();
      if (!status.ok()) return status;
    }
    UniqueFd ear(fcntl(pipe_.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (ear.valid()) return ear;
    return absl::ErrnoToStatus(errno, "the guardian of child processes");
  }

  absl::Status Add(pid_t group) {
    absl::MutexLock lock(&mutex_);
    ForgetIfForked();
    groups_.insert(group);
    if (pipe_.valid() && Tell('+', group)) return absl::OkStatus();
    const absl::Status status = Start();
    if (!status.ok()) groups_.erase(group);
    return status;
  }

  void Remove(pid_t group) {
    absl::MutexLock lock(&mutex_);
    ForgetIfForked();
    groups_.erase(group);
    if (pipe_.valid()) Tell('-', group);
  }

 private:
  // After a fork() the pipe belongs to the parent's guardian.
  void ForgetIfForked() {
    if (owner_ == getpid()) return;
    owner_ = getpid();
    pipe_.Close();
    groups_.clear();
  }

  absl::Status Start() {
    Command command;
    command.program = "/bin/sh";
    command.args = {"-c", kScript};
    command.cwd = "/";  // keeps no folder from being unmounted
    command.input = Stdio::Pipe();
    command.output = Stdio::Null();
    command.error = Stdio::Null();
    absl::StatusOr<Spawned> shell = Spawn(command);
    if (!shell.ok()) return shell.status();
    int status = 0;
    while (waitpid(shell->pid, &status, 0) < 0 && errno == EINTR) {
    }
    pipe_ = std::move(shell->input);
    for (pid_t group : groups_) {
      if (!Tell('+', group)) {
        pipe_.Close();
        return absl::InternalError(
            "the guardian of child processes ended as it started");
      }
    }
    return absl::OkStatus();
  }

  bool Tell(char sign, pid_t group) {
    const std::string line =
        absl::StrCat(std::string_view(&sign, 1), " ", group, "\n");
    return WriteAll(pipe_.get(), line);
  }

  absl::Mutex mutex_;
  pid_t owner_ = getpid();
  UniqueFd pipe_;
  std::set<pid_t> groups_;  // those that live, for a guardian that must restart
};

Guardian& TheGuardian() {
  static Guardian* const guardian = new Guardian;  // outlives all children
  return *guardian;
}

}  // namespace

absl::StatusOr<UniqueFd> GuardiansEar() { return TheGuardian().Ear(); }

absl::Status Guard(pid_t group) { return TheGuardian().Add(group); }

void Unguard(pid_t group) { TheGuardian().Remove(group); }

}  // namespace racekit::internal
