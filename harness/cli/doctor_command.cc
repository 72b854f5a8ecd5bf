#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/runfiles.h"
#include "harness/cli/subcommand.h"

namespace racekit::cli {

// A shell script does the work, because it must also run where racekit is not
// built yet (`./bazelw doctor`). It takes our place: its exit code is ours.
int DoctorCommand(const std::vector<std::string>& args) {
  const absl::StatusOr<std::string> script =
      FindRunfile("harness/cli/doctor.sh");
  if (!script.ok()) {
    std::fprintf(stderr, "racekit doctor: %s\n",
                 std::string(script.status().message()).c_str());
    return kOwnFault;
  }
  std::vector<char*> argv = {const_cast<char*>("bash"),
                             const_cast<char*>(script->c_str())};
  for (const std::string& arg : args) {
    argv.push_back(const_cast<char*>(arg.c_str()));
  }
  argv.push_back(nullptr);
  execvp("bash", argv.data());
  std::fprintf(stderr, "racekit doctor: cannot run bash: %s\n",
               strerror(errno));
  return kOwnFault;
}

}  // namespace racekit::cli
