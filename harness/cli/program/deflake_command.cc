// `racekit deflake -- TEST`.

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/hunt/rate_text.h"
#include "harness/cli/program/program_command.h"
#include "harness/cli/program/program_end.h"
#include "harness/cli/program/program_flags.h"
#include "harness/cli/program/program_hunt.h"

namespace racekit::cli {
namespace {

std::string Help() {
  return absl::StrCat(
      "Makes a test that fails now and then fail each time. Its schedules are\n"
      "drawn at random, which tells how often it fails; where none of them\n"
      "fails, as many are chosen by the strategies of `racekit hunt`. Run it\n"
      "again after the fix, with the same flags.\n"
      "\n"
      "usage: racekit deflake [flags] -- TEST [ARGUMENT...] [< INPUT]\n"
      "\n",
      FlagsHelp(DeflakeFlags()),
      "\n"
      "exit codes: 0 it never failed; 1 it did; 2 wrong command line, or no\n"
      "            program of racekit's; 3 racekit itself failed\n");
}

FailureRate RateOf(const Report& report) {
  return {report.executions, report.failed_executions};
}

}  // namespace

int DeflakeCommand(const std::vector<std::string>& args) {
  const SplitArgs split = SplitAtDashes(args);
  const absl::StatusOr<ParsedFlags> flags =
      ParseFlags(DeflakeFlags(), split.flags);
  if (!flags.ok()) return FailProgram("deflake", flags.status());
  if (flags->Has("help")) {
    std::fputs(Help().c_str(), stdout);
    return kAsExpected;
  }
  if (split.command.empty()) {
    return FailProgram("deflake", absl::InvalidArgumentError(
                                      "which test? Put it and its arguments "
                                      "behind '--'"));
  }
  absl::StatusOr<std::map<std::string, std::string>> environment =
      EnvironmentFrom(*flags);
  if (!environment.ok()) return FailProgram("deflake", environment.status());
  if (!flags->Has("executions") && !flags->Has("time")) {
    (*environment)["RACEKIT_EXECUTIONS"] = "1000";
  }

  ProgramHunt hunt("deflake", *flags, split.command);
  (*environment)["RACEKIT_STRATEGY"] = "random";
  const absl::StatusOr<Report> drawn = hunt.Run(*environment);
  if (!drawn.ok()) return FailProgram("deflake", drawn.status());
  const FailureRate rate = RateOf(*drawn);
  if (!drawn->ok()) {
    hunt.Print(*drawn);
    std::printf("fails in %s of the schedules drawn at random\n",
                FullRateText(rate).c_str());
    return kNotAsExpected;
  }
  (*environment)["RACEKIT_STRATEGY"] = "portfolio";
  const absl::StatusOr<Report> sought = hunt.Run(*environment);
  if (!sought.ok()) return FailProgram("deflake", sought.status());
  hunt.Print(*sought);
  std::printf("fails in %s of the schedules drawn at random",
              FullRateText(rate).c_str());
  if (sought->ok()) {
    std::printf(", and in none of %lld that were looked for\n",
                static_cast<long long>(sought->executions));
    return kAsExpected;
  }
  std::printf(", but in %lld of %lld that were looked for\n",
              static_cast<long long>(sought->failed_executions),
              static_cast<long long>(sought->executions));
  return kNotAsExpected;
}

}  // namespace racekit::cli
