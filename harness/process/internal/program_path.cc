#include "harness/process/internal/program_path.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace racekit::internal {
namespace {

// Ok if `path` is a file that may be executed.
absl::Status CheckExecutable(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("'", path, "'"));
  }
  if (S_ISDIR(info.st_mode)) {
    return absl::PermissionDeniedError(
        absl::StrCat("'", path, "' is a directory"));
  }
  if (access(path.c_str(), X_OK) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("'", path, "' is not executable"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> FindProgram(const std::string& program,
                                        std::string_view search_path) {
  if (program.empty()) {
    return absl::InvalidArgumentError("no program is named");
  }
  if (absl::StrContains(program, '/')) {
    const absl::Status status = CheckExecutable(program);
    if (!status.ok()) return status;
    std::error_code error;
    const std::filesystem::path path =
        std::filesystem::absolute(program, error);
    if (error) {
      return absl::ErrnoToStatus(error.value(),
                                 "cannot tell the current working directory");
    }
    return path.string();
  }
  absl::Status refused = absl::OkStatus();
  for (std::string_view folder : absl::StrSplit(search_path, ':')) {
    // An empty entry of PATH is the current directory.
    const std::string candidate =
        absl::StrCat(folder.empty() ? "." : folder, "/", program);
    const absl::Status status = CheckExecutable(candidate);
    if (status.ok()) return FindProgram(candidate, "");
    if (absl::IsPermissionDenied(status) && refused.ok()) refused = status;
  }
  if (!refused.ok()) return refused;
  return absl::NotFoundError(
      absl::StrCat("no such program in PATH (", search_path, ")"));
}

}  // namespace racekit::internal
