#include "harness/process/internal/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/process/command.h"
#include "harness/process/internal/environment.h"
#include "harness/process/internal/program_path.h"
#include "harness/process/internal/stdio_ends.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {
namespace {

// posix_spawn()'s two parameter objects, and the first error in filling them.
class SpawnPlan {
 public:
  SpawnPlan() {
    Note(posix_spawn_file_actions_init(&actions_));
    Note(posix_spawnattr_init(&attributes_));
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  void ChangeDirectory(int directory) {
    Note(posix_spawn_file_actions_addfchdir_np(&actions_, directory));
  }

  void PutInPlace(const StdioEnds& ends, const Stdio& stdio, int number) {
    // A copy onto itself clears close-on-exec, should the parent's have it.
    int source = ends.child.valid() ? ends.child.get() : number;
    if (stdio.kind() == Stdio::Kind::kOutput) source = STDOUT_FILENO;
    Note(posix_spawn_file_actions_adddup2(&actions_, source, number));
  }

  // After everything else: closes what the steps before have used.
  void CloseTheRest() {
    Note(
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
  }

  void SetSignalsAndGroup() {
    sigset_t set;
    sigemptyset(&set);
    Note(posix_spawnattr_setsigmask(&attributes_, &set));
    sigfillset(&set);
    Note(posix_spawnattr_setsigdefault(&attributes_, &set));
    Note(posix_spawnattr_setpgroup(&attributes_, 0));
    Note(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP));
  }

  // 0 or an errno.
  int Run(const std::string& path, char* const* argv, char* const* envp,
          pid_t* pid) {
    if (error_ != 0) return error_;
    return posix_spawn(pid, path.c_str(), &actions_, &attributes_, argv, envp);
  }

 private:
  void Note(int error) {
    if (error_ == 0) error_ = error;
  }

  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
  int error_ = 0;
};

// Opened here rather than in the child, where a failure could not be told from
// one of exec.
absl::StatusOr<UniqueFd> OpenDirectory(const std::string& path) {
  if (path.empty()) return UniqueFd();
  UniqueFd directory(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() ||
      faccessat(directory.get(), ".", X_OK, AT_EACCESS) != 0) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("cannot work in directory '", path, "'"));
  }
  return directory;
}

absl::StatusOr<Spawned> TrySpawn(const Command& command) {
  absl::Status status = CheckArguments(command);
  if (!status.ok()) return status;
  const char* search_path = std::getenv("PATH");
  const absl::StatusOr<std::string> path =
      FindProgram(command.program, search_path == nullptr ? "" : search_path);
  if (!path.ok()) return path.status();
  absl::StatusOr<std::vector<std::string>> environment =
      MakeEnvironment(command);
  if (!environment.ok()) return environment.status();
  const absl::StatusOr<UniqueFd> directory = OpenDirectory(command.cwd);
  if (!directory.ok()) return directory.status();

  SpawnPlan plan;
  if (directory->valid()) plan.ChangeDirectory(directory->get());
  const Stdio* streams[] = {&command.input, &command.output, &command.error};
  StdioEnds ends[3];
  for (int number = 0; number < 3; ++number) {
    absl::StatusOr<StdioEnds> opened = OpenStdio(*streams[number], number);
    if (!opened.ok()) return opened.status();
    ends[number] = *std::move(opened);
    plan.PutInPlace(ends[number], *streams[number], number);
  }
  plan.CloseTheRest();
  plan.SetSignalsAndGroup();

  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.args.begin(), command.args.end());
  Spawned spawned;
  const int error = plan.Run(*path, ToPointers(arguments).data(),
                             ToPointers(*environment).data(), &spawned.pid);
  if (error != 0) return absl::ErrnoToStatus(error, *path);
  spawned.input = std::move(ends[0].parent);
  spawned.output = std::move(ends[1].parent);
  spawned.error = std::move(ends[2].parent);
  return spawned;
}

}  // namespace

absl::StatusOr<Spawned> Spawn(const Command& command) {
  absl::StatusOr<Spawned> spawned = TrySpawn(command);
  if (spawned.ok()) return spawned;
  return absl::Status(spawned.status().code(),
                      absl::StrCat("cannot start '", command.program,
                                   "': ", spawned.status().message()));
}

}  // namespace racekit::internal
