// Takes main() over: the C library is handed one of ours, and that runs the
// program as it is, or has it explored.

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "harness/runtime/next.h"
#include "harness/runtime/program_exit.h"
#include "harness/whole/hunted.h"
#include "harness/whole/request.h"

namespace racekit::whole {
namespace {

MainFunction program_main = nullptr;

int Main(int argc, char** argv, char** environment) {
  // Most programs run without a hunter, and should not notice anything.
  if (std::getenv(kFolderVariable) == nullptr) {
    return program_main(argc, argv, environment);
  }
  const absl::StatusOr<std::optional<Request>> request = TakeRequest();
  if (!request.ok()) {
    std::fprintf(stderr, "racekit: %s\n",
                 std::string(request.status().message()).c_str());
    return kBadRequest;
  }
  // Not back to libc, whose caller would run the program's atexit() handlers
  // and static destructors: those belong to executions.
  const int status = Hunted(**request, program_main, argc, argv);
  std::fflush(nullptr);
  _Exit(status);
}

}  // namespace
}  // namespace racekit::whole

using Function = void (*)();
RACEKIT_NEXT(__libc_start_main, int,
             (racekit::whole::MainFunction, int, char**, Function, Function,
              Function, void*));
extern "C" __attribute__((visibility("default"))) int __libc_start_main(
    racekit::whole::MainFunction main, int argc, char** argv, Function init,
    Function fini, Function rtld_fini, void* stack_end) {
  racekit::whole::program_main = main;
  if (std::getenv(racekit::whole::kFolderVariable) != nullptr) {
    racekit::runtime::RegisterProgramExit();
  }
  return Next___libc_start_main()(&racekit::whole::Main, argc, argv, init, fini,
                                  rtld_fini, stack_end);
}
