// `racekit hunt -- PROGRAM`.

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "detectors/finding_kind.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/program/explore_program.h"
#include "harness/cli/program/program_command.h"
#include "harness/cli/program/program_end.h"
#include "harness/cli/program/program_flags.h"
#include "harness/cli/program/program_json.h"
#include "harness/cli/program/shell_words.h"
#include "harness/cli/program/stop_signal.h"
#include "harness/report/artifacts.h"
#include "harness/report/atomic_file.h"
#include "harness/report/text.h"

namespace racekit::cli {
namespace {

// One line on a terminal, written over and over; nothing elsewhere.
class ProgressLine {
 public:
  void Show(std::int64_t executions, std::size_t findings) {
    if (!is_terminal_) return;
    std::fprintf(stderr, "\r%lld executions, %zu findings\033[K",
                 static_cast<long long>(executions), findings);
  }
  void Clear() const {
    if (is_terminal_) std::fputs("\r\033[K", stderr);
  }

 private:
  const bool is_terminal_ = isatty(STDERR_FILENO) == 1;
};

int ListKinds() {
  for (const FindingKind kind : AllFindingKinds()) {
    std::printf("%s\n", std::string(FindingKindName(kind)).c_str());
  }
  return kAsExpected;
}

class ProgramHunt {
 public:
  ProgramHunt(const ParsedFlags& flags, const std::vector<std::string>& command)
      : command_(command),
        json_(flags.Text("json").value_or("")),
        folder_(flags.Text("out").value_or(absl::StrCat(
            "racekit-report/",
            std::filesystem::path(command.front()).filename().string()))) {
    text_.verbose = flags.Has("verbose");
  }

  absl::StatusOr<Report> Run(ProgramRun run) {
    run.command = command_;
    run.scratch = absl::StrCat(folder_, "/.scratch");
    run.outputs = absl::StrCat(folder_, "/output");
    const absl::Status status = WriteJson(Report(), false);
    if (!status.ok()) return status;
    ForgetLastHunt(run.outputs);
    CatchStopSignals();
    absl::StatusOr<Report> report = ExploreProgram(
        run,
        {
            [&](std::int64_t executions) { line_.Show(executions, known_); },
            [&](const Report& so_far) {
              known_ = so_far.findings.size();
              Keep(so_far, false);
            },
            &IsStopWanted,
        });
    line_.Clear();
    if (report.ok()) Keep(*report, true);
    return report;
  }

  void Print(Report report) {
    Name(report);
    std::fputs(ReportToText(report, text_).c_str(), stdout);
    if (!report.ok()) std::printf("  files : %s/\n", folder_.c_str());
  }

 private:
  // Whoever reads the folder shall not take its findings for this hunt's.
  void ForgetLastHunt(const std::string& outputs) const {
    std::error_code ignored;
    std::filesystem::remove(absl::StrCat(folder_, "/report.json"), ignored);
    std::filesystem::remove(absl::StrCat(folder_, "/report.txt"), ignored);
    std::filesystem::remove_all(outputs, ignored);
  }

  void Name(Report& report) const { report.command = ShellWords(command_); }

  absl::Status WriteJson(const Report& report, bool complete) const {
    if (json_.empty()) return absl::OkStatus();
    return WriteFileAtomically(json_,
                               ProgramToJson(report, command_, complete));
  }

  // A full disk is no reason to lose what can still be said.
  void Keep(Report report, bool complete) {
    Name(report);
    absl::Status status = WriteJson(report, complete);
    if (status.ok() && !report.ok()) {
      status = WriteArtifacts(report, folder_).status();
    }
    if (status.ok()) return;
    line_.Clear();
    std::fprintf(stderr, "racekit hunt: warning: not on disk: %s\n",
                 std::string(status.message()).c_str());
  }

  const std::vector<std::string>& command_;
  const std::string json_;
  const std::string folder_;
  TextOptions text_;
  ProgressLine line_;
  std::size_t known_ = 0;
};

}  // namespace

bool IsAboutProgram(const std::vector<std::string>& args) {
  return std::any_of(args.begin(), args.end(), [](const std::string& arg) {
    return arg == "--" || arg == "--list-kinds";
  });
}

std::string HuntProgramHelp() {
  return absl::StrCat(
      "Explores the orders in which a program's threads can run. The program\n"
      "is compiled and linked with `racekit cc` or `racekit c++`, and else as\n"
      "it is. Each execution begins anew, with the same input.\n"
      "\n"
      "usage: racekit hunt [flags] -- PROGRAM [ARGUMENT...] [< INPUT]\n"
      "\n",
      FlagsHelp(ProgramHuntFlags()),
      "\n"
      "exit codes: 0 nothing was found; 1 something was; 2 wrong command\n"
      "            line, or no program of racekit's; 3 racekit itself "
      "failed\n");
}

int HuntProgramCommand(const std::vector<std::string>& args) {
  const SplitArgs split = SplitAtDashes(args);
  const absl::StatusOr<ParsedFlags> flags =
      ParseFlags(ProgramHuntFlags(), split.flags);
  if (!flags.ok()) return FailProgram("hunt", flags.status());
  if (flags->Has("help")) {
    std::fputs(HuntProgramHelp().c_str(), stdout);
    return kAsExpected;
  }
  if (flags->Has("list-kinds")) return ListKinds();
  if (split.command.empty()) {
    return FailProgram("hunt", absl::InvalidArgumentError(
                                   "no program behind '--' to hunt in"));
  }
  const absl::StatusOr<std::set<FindingKind>> failures = FailureKinds(*flags);
  if (!failures.ok()) return FailProgram("hunt", failures.status());
  ProgramRun run;
  absl::StatusOr<std::map<std::string, std::string>> environment =
      EnvironmentFrom(*flags);
  if (!environment.ok()) return FailProgram("hunt", environment.status());
  run.environment = *std::move(environment);
  if (!flags->Has("executions") && !flags->Has("time")) {
    run.environment["RACEKIT_TIME"] = "30s";
  }
  ProgramHunt hunt(*flags, split.command);
  const absl::StatusOr<Report> report = hunt.Run(std::move(run));
  if (!report.ok()) return FailProgram("hunt", report.status());
  hunt.Print(*report);
  return ProgramExitCode(*report, *failures);
}

}  // namespace racekit::cli
