// The `racekit` tool: hands over to a subcommand.

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/subcommand.h"
#include "harness/cli/suggest.h"
#include "harness/cli/version.h"

namespace racekit::cli {
namespace {

std::string Usage() {
  std::string text =
      "racekit finds race conditions in C++ and shows that their fixes hold.\n"
      "\n"
      "usage: racekit <subcommand> [flags]\n"
      "\n";
  for (const Subcommand& subcommand : AllSubcommands()) {
    absl::StrAppendFormat(&text, "  %-10s %s\n", subcommand.name,
                          subcommand.summary);
  }
  text +=
      "\n"
      "  racekit <subcommand> --help   what it does, and its flags\n"
      "  racekit --version\n"
      "\n"
      "exit codes: 0 all is as expected; 1 it is not; 2 wrong command line;\n"
      "            3 racekit itself failed\n";
  return text;
}

int Misuse(const std::string& message) {
  std::fprintf(stderr, "racekit: %s\n\n%s", message.c_str(), Usage().c_str());
  return kMisuse;
}

// `bazel run` starts us in the runfiles; whom a program started by it starts in
// turn, a build, say, is where it wants to be.
bool IsInRunfiles() {
  char folder[PATH_MAX];
  return getcwd(folder, sizeof folder) != nullptr &&
         strstr(folder, ".runfiles") != nullptr;
}

int Main(const std::vector<std::string>& args) {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder != nullptr && IsInRunfiles() && chdir(folder) != 0) {
    std::fprintf(stderr, "racekit: cannot enter %s: %s\n", folder,
                 strerror(errno));
    return kOwnFault;
  }
  if (args.empty()) return Misuse("which subcommand?");
  if (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    std::fputs(Usage().c_str(), stdout);
    return kAsExpected;
  }
  if (args[0] == "--version") {
    std::printf("racekit %s\n", kVersion);
    return kAsExpected;
  }
  std::vector<std::string> names;
  for (const Subcommand& subcommand : AllSubcommands()) {
    if (subcommand.name == args[0]) {
      return subcommand.run({args.begin() + 1, args.end()});
    }
    names.push_back(subcommand.name);
  }
  return Misuse(absl::StrFormat("unknown subcommand '%s'%s", args[0],
                                DidYouMean(args[0], names)));
}

}  // namespace
}  // namespace racekit::cli

int main(int argc, char** argv) {
  return racekit::cli::Main({argv + 1, argv + argc});
}
