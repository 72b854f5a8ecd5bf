// `racekit replay -- PROGRAM`.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/program/explore_program.h"
#include "harness/cli/program/program_command.h"
#include "harness/cli/program/program_end.h"
#include "harness/cli/program/program_flags.h"
#include "harness/cli/program/program_json.h"
#include "harness/cli/program/stop_signal.h"
#include "harness/report/atomic_file.h"
#include "harness/report/shell_words.h"
#include "harness/report/terminal_color.h"
#include "harness/report/text.h"
#include "harness/whole/request.h"

namespace racekit::cli {
namespace {

std::string Help() {
  return absl::StrCat(
      "Repeats one execution of a program, found by `racekit hunt`.\n"
      "\n"
      "usage: racekit replay --schedule=SCHEDULE [flags] -- PROGRAM "
      "[ARGUMENT...]\n"
      "\n",
      FlagsHelp(ReplayFlags()),
      "\n"
      "The program, its arguments and its input must be those of the hunt.\n"
      "What it writes is shown.\n"
      "\n"
      "exit codes: 0 nothing was found this time; 1 something was; 2 wrong\n"
      "            command line, or no program of racekit's; 3 racekit itself\n"
      "            failed\n");
}

absl::StatusOr<std::string> MakeScratch() {
  const char* parent = std::getenv("TMPDIR");
  std::string path =
      absl::StrCat(parent == nullptr || *parent == '\0' ? "/tmp" : parent,
                   "/racekit-replay-XXXXXX");
  if (mkdtemp(path.data()) != nullptr) return path;
  return absl::UnavailableError(
      absl::StrCat("cannot make the folder '", path, "': ", strerror(errno)));
}

// Becomes the debugger. The execution is in the process that it starts, and is
// not shortened or looked at again.
absl::Status Debug(const std::string& debugger, const ProgramRun& run) {
  for (const auto& [name, value] : run.environment) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  setenv(whole::kFolderVariable, run.scratch.c_str(), 1);
  setenv("RACEKIT_ISOLATION", "none", 1);
  setenv("RACEKIT_SHRINK", "0", 1);
  setenv(whole::kShowOutputVariable, "each", 1);
  std::vector<std::string> words = absl::StrSplit(debugger, ' ');
  if (words.size() == 1 && words[0].find("gdb") != std::string::npos) {
    words.push_back("--args");
  }
  words.insert(words.end(), run.command.begin(), run.command.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  return absl::NotFoundError(
      absl::StrCat("cannot run '", words[0], "': ", strerror(errno)));
}

}  // namespace

int ReplayCommand(const std::vector<std::string>& args) {
  const SplitArgs split = SplitAtDashes(args);
  const absl::StatusOr<ParsedFlags> flags =
      ParseFlags(ReplayFlags(), split.flags);
  if (!flags.ok()) return FailProgram("replay", flags.status());
  if (flags->Has("help")) {
    std::fputs(Help().c_str(), stdout);
    return kAsExpected;
  }
  if (!flags->Has("schedule")) {
    return FailProgram("replay", absl::InvalidArgumentError(
                                     "which schedule? --schedule=rk1:..."));
  }
  if (split.command.empty()) {
    return FailProgram("replay",
                       absl::InvalidArgumentError(
                           "which program? Put it and its arguments behind "
                           "'--'"));
  }
  absl::StatusOr<std::map<std::string, std::string>> environment =
      EnvironmentFrom(*flags);
  if (!environment.ok()) return FailProgram("replay", environment.status());
  const absl::StatusOr<std::string> scratch = MakeScratch();
  if (!scratch.ok()) return FailProgram("replay", scratch.status());
  ProgramRun run;
  run.command = split.command;
  run.environment = *std::move(environment);
  run.environment[whole::kShowOutputVariable] = "first";
  run.scratch = *scratch;
  if (const auto debugger = flags->Text("debugger")) {
    return FailProgram("replay", Debug(*debugger, run));
  }
  CatchStopSignals();
  absl::StatusOr<Report> report = ExploreProgram(
      run, {[](std::int64_t) {}, [](const Report&) {}, &IsStopWanted});
  if (!report.ok()) return FailProgram("replay", report.status());
  report->command = ShellWords(split.command);
  if (const auto file = flags->Text("json")) {
    const absl::Status status =
        WriteFileAtomically(*file, ProgramToJson(*report, split.command, true));
    if (!status.ok()) return FailProgram("replay", status);
  }
  TextOptions text;
  text.verbose = flags->Has("verbose");
  text.color = WantsColor(STDOUT_FILENO);
  std::fputs(ReportToText(*report, text).c_str(), stdout);
  return report->ok() ? kAsExpected : kNotAsExpected;
}

}  // namespace racekit::cli
