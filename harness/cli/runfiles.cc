#include "harness/cli/runfiles.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace racekit::cli {
namespace {

// Our workspace's folder in a runfiles tree: our name where WORKSPACE is read,
// "_main" with modules; "racekit+" and "racekit~" where we are somebody's
// dependency, and then theirs is "_main".
constexpr const char* kWorkspaces[] = {"racekit", "racekit+", "racekit~",
                                       "_main"};

std::string OwnPath() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
  return size < 0 ? "" : std::string(path, static_cast<size_t>(size));
}

std::vector<std::string> RunfilesFolders() {
  std::vector<std::string> folders;
  const std::string own = OwnPath();
  if (!own.empty()) folders.push_back(own + ".runfiles");
  // Installed: lib/racekit/ has what a runfiles tree would have.
  const size_t bin = own.rfind("/bin/");
  if (bin != std::string::npos) {
    folders.push_back(own.substr(0, bin) + "/lib");
  }
  for (const char* variable : {"RUNFILES_DIR", "TEST_SRCDIR"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') folders.push_back(value);
  }
  const size_t inside = own.rfind(".runfiles/");
  if (inside != std::string::npos) {
    folders.push_back(own.substr(0, inside) + ".runfiles");
  }
  return folders;
}

}  // namespace

absl::StatusOr<std::string> FindRunfile(std::string_view path) {
  const std::vector<std::string> folders = RunfilesFolders();
  for (const std::string& folder : folders) {
    for (const char* workspace : kWorkspaces) {
      std::string candidate = absl::StrCat(folder, "/", workspace, "/", path);
      if (access(candidate.c_str(), R_OK) == 0) return candidate;
    }
  }
  return absl::NotFoundError(absl::StrCat(
      path, ", which is built together with racekit, is not in ",
      absl::StrJoin(folders, " nor in "),
      "; unless it is one of those that an installed racekit is without, "
      "install it again; run racekit by `bazel run //:racekit`, or from "
      "bazel-bin after `bazel "
      "build //:racekit`"));
}

}  // namespace racekit::cli
