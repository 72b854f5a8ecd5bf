#include "harness/process/internal/spawn.h"

#include <errno.h>
#include <fcntl.h>
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
#include "harness/process/internal/fork_exec.h"
#include "harness/process/internal/program_path.h"
#include "harness/process/internal/stdio_ends.h"
#include "harness/process/internal/unique_fd.h"

namespace racekit::internal {
namespace {

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

absl::StatusOr<Spawned> TrySpawn(const Command& command, int guardian) {
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

  ForkExecPlan plan;
  plan.guardian = guardian;
  if (directory->valid()) plan.directory = directory->get();
  const Stdio* streams[] = {&command.input, &command.output, &command.error};
  StdioEnds ends[3];
  for (int number = 0; number < 3; ++number) {
    absl::StatusOr<StdioEnds> opened = OpenStdio(*streams[number], number);
    if (!opened.ok()) return opened.status();
    ends[number] = *std::move(opened);
    plan.streams[number] =
        streams[number]->kind() == Stdio::Kind::kOutput ? STDOUT_FILENO
        : ends[number].child.valid() ? ends[number].child.get()
                                     : number;
  }

  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.args.begin(), command.args.end());
  const std::vector<char*> argv = ToPointers(arguments);
  const std::vector<char*> envp = ToPointers(*environment);
  plan.path = path->c_str();
  plan.argv = argv.data();
  plan.envp = envp.data();
  Spawned spawned;
  const int error = ForkExec(plan, &spawned.pid);
  if (error != 0) return absl::ErrnoToStatus(error, *path);
  spawned.input = std::move(ends[0].parent);
  spawned.output = std::move(ends[1].parent);
  spawned.error = std::move(ends[2].parent);
  return spawned;
}

}  // namespace

absl::StatusOr<Spawned> Spawn(const Command& command, int guardian) {
  absl::StatusOr<Spawned> spawned = TrySpawn(command, guardian);
  if (spawned.ok()) return spawned;
  return absl::Status(spawned.status().code(),
                      absl::StrCat("cannot start '", command.program,
                                   "': ", spawned.status().message()));
}

}  // namespace racekit::internal
