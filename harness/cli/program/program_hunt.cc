#include "harness/cli/program/program_hunt.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "harness/cli/program/program_json.h"
#include "harness/cli/program/stop_signal.h"
#include "harness/cli/read_file.h"
#include "harness/report/artifacts.h"
#include "harness/report/atomic_file.h"
#include "harness/report/json.h"
#include "harness/report/shell_words.h"
#include "harness/report/terminal_color.h"
#include "harness/whole/request.h"

namespace racekit::cli {
namespace {

// Empty where it is not there.
std::string Contents(const std::string& path) {
  return ReadFile(path).value_or("");
}

void AddUnlessThere(const Finding& finding, std::vector<Finding>& to) {
  const bool is_there =
      std::any_of(to.begin(), to.end(), [&](const Finding& other) {
        return other.fingerprint == finding.fingerprint;
      });
  if (!is_there) to.push_back(finding);
}

// Each hunt has a scratch folder of its own: the program of one that was killed
// may still be on its way out.
constexpr char kScratchPrefix[] = ".scratch.";

std::vector<std::filesystem::path> ScratchFolders(const std::string& folder) {
  std::vector<std::filesystem::path> found;
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder, ignored)) {
    if (absl::StartsWith(entry.path().filename().string(), kScratchPrefix)) {
      found.push_back(entry.path());
    }
  }
  return found;
}

// How far the last hunt was when the next one went on from there.
std::string ProgressFile(const std::string& folder) {
  return absl::StrCat(folder, "/.progress");
}

// There while a hunt goes on, and where one was killed: what was asked of it.
std::string UnfinishedFile(const std::string& folder) {
  return absl::StrCat(folder, "/.unfinished");
}

std::string Description(const std::vector<std::string>& command,
                        const std::map<std::string, std::string>& environment) {
  std::string text = absl::StrCat(ShellWords(command), "\n");
  for (const auto& [name, value] : environment) {
    absl::StrAppend(&text, name, "=", value, "\n");
  }
  return text;
}

}  // namespace

ProgramHunt::ProgramHunt(std::string subcommand, const ParsedFlags& flags,
                         const std::vector<std::string>& command)
    : subcommand_(std::move(subcommand)),
      command_(command),
      json_(flags.Text("json").value_or("")),
      folder_(flags.Text("out").value_or(absl::StrCat(
          "racekit-report/",
          std::filesystem::path(command.front()).filename().string()))),
      is_terminal_(isatty(STDERR_FILENO) == 1) {
  const char* verbose = std::getenv("RACEKIT_VERBOSE");
  text_.verbose = flags.Has("verbose") ||
                  (verbose != nullptr && std::string(verbose) == "1");
  text_.color = WantsColor(STDOUT_FILENO);
}

ProgramRun ProgramHunt::RunOf(
    const std::map<std::string, std::string>& environment) const {
  ProgramRun run;
  run.command = command_;
  run.environment = environment;
  run.scratch = absl::StrCat(folder_, "/", kScratchPrefix, getpid());
  run.outputs = absl::StrCat(folder_, "/output");
  return run;
}

absl::StatusOr<bool> ProgramHunt::TryAgain(
    const std::map<std::string, std::string>& environment,
    const std::string& schedule) {
  ProgramRun run = RunOf(environment);
  run.environment["RACEKIT_REPLAY"] = schedule;
  run.outputs.clear();
  CatchStopSignals();
  const absl::StatusOr<Report> report = ExploreProgram(
      run, {[](std::int64_t) {}, [](const Report&) {}, &IsStopWanted});
  if (!report.ok()) return report.status();
  bool found = false;
  for (const Finding& finding : report->findings) {
    // That it went otherwise is no wonder in a program that was changed.
    if (finding.kind == FindingKind::kDivergence) continue;
    known_.push_back(finding);
    found = true;
  }
  return found;
}

absl::StatusOr<Report> ProgramHunt::Run(
    const std::map<std::string, std::string>& environment) {
  ProgramRun run = RunOf(environment);
  Report so_far;
  const bool goes_on = GoOn(run.environment, so_far.executions);
  Complete(so_far);
  const absl::Status status = WriteJson(so_far, false);
  if (!status.ok()) return status;
  if (goes_on) {
    // What is known stays on disk, in case this one is killed as well.
    Keep(so_far, false);
    WriteFileAtomically(ProgressFile(folder_), absl::StrCat(so_far.executions))
        .IgnoreError();  // then it begins where the last one did
    ForgetScratchFolders();
  } else {
    ForgetLastHunt();
  }
  WriteFileAtomically(UnfinishedFile(folder_),
                      Description(command_, environment))
      .IgnoreError();  // then it could not go on; that is all
  CatchStopSignals();
  absl::StatusOr<Report> report = ExploreProgram(
      run, {
               [&](std::int64_t executions) { ShowProgress(executions); },
               [&](const Report& so_far) {
                 count_ = so_far.findings.size();
                 Keep(so_far, false);
               },
               &IsStopWanted,
           });
  ClearProgress();
  if (!report.ok()) return report;
  Complete(*report);
  Keep(*report, true);
  std::error_code ignored;
  std::filesystem::remove(UnfinishedFile(folder_), ignored);
  std::filesystem::remove(ProgressFile(folder_), ignored);
  return report;
}

bool ProgramHunt::GoOn(std::map<std::string, std::string>& environment,
                       std::int64_t& executions) {
  if (Contents(UnfinishedFile(folder_)) != Description(command_, environment)) {
    return false;
  }
  // Of the last hunt, or of the one before that, if the last did not get far.
  std::vector<std::string> progress_files = {ProgressFile(folder_)};
  std::vector<std::string> reports = {absl::StrCat(folder_, "/report.json")};
  for (const std::filesystem::path& scratch : ScratchFolders(folder_)) {
    progress_files.push_back((scratch / whole::kProgressFile).string());
    reports.push_back((scratch / whole::kReportFile).string());
  }
  for (const std::string& file : progress_files) {
    std::int64_t progress;
    if (absl::SimpleAtoi(Contents(file), &progress)) {
      executions = std::max(executions, progress);
    }
  }
  for (const std::string& file : reports) {
    const absl::StatusOr<Report> report = ReportFromJson(Contents(file));
    if (!report.ok()) continue;
    for (const Finding& finding : report->findings) {
      AddUnlessThere(finding, known_);
    }
  }
  if (executions == 0 && known_.empty()) return false;
  if (executions > 0) {
    environment[whole::kFirstVariable] = absl::StrCat(executions);
  }
  std::fprintf(stderr,
               "racekit %s: the last hunt did not end; this one goes on after "
               "its %lld executions and %zu findings\n",
               subcommand_.c_str(), static_cast<long long>(executions),
               known_.size());
  return true;
}

void ProgramHunt::Print(Report report) const {
  Complete(report);
  std::fputs(ReportToText(report, text_).c_str(), stdout);
  if (!report.ok()) std::printf("  files : %s/\n", folder_.c_str());
}

// Whoever reads the folder shall not take its findings for this hunt's.
void ProgramHunt::ForgetLastHunt() const {
  std::error_code ignored;
  std::filesystem::remove(absl::StrCat(folder_, "/report.json"), ignored);
  std::filesystem::remove(absl::StrCat(folder_, "/report.txt"), ignored);
  std::filesystem::remove_all(absl::StrCat(folder_, "/output"), ignored);
  std::filesystem::remove(ProgressFile(folder_), ignored);
  ForgetScratchFolders();
}

void ProgramHunt::ForgetScratchFolders() const {
  std::error_code ignored;
  for (const std::filesystem::path& scratch : ScratchFolders(folder_)) {
    std::filesystem::remove_all(scratch, ignored);
  }
}

void ProgramHunt::Complete(Report& report) const {
  report.command = ShellWords(command_);
  for (const Finding& known : known_) AddUnlessThere(known, report.findings);
}

absl::Status ProgramHunt::WriteJson(const Report& report, bool complete) const {
  if (json_.empty()) return absl::OkStatus();
  return WriteFileAtomically(json_, ProgramToJson(report, command_, complete));
}

// A full disk is no reason to lose what can still be said.
void ProgramHunt::Keep(Report report, bool complete) const {
  Complete(report);
  absl::Status status = WriteJson(report, complete);
  if (status.ok() && !report.ok()) {
    status = WriteArtifacts(report, folder_).status();
  }
  if (status.ok()) return;
  ClearProgress();
  std::fprintf(stderr, "racekit %s: warning: not on disk: %s\n",
               subcommand_.c_str(), std::string(status.message()).c_str());
}

// One line on a terminal, written over and over; nothing elsewhere.
void ProgramHunt::ShowProgress(std::int64_t executions) const {
  if (!is_terminal_) return;
  std::fprintf(stderr, "\r%lld executions, %zu findings\033[K",
               static_cast<long long>(executions), count_ + known_.size());
}

void ProgramHunt::ClearProgress() const {
  if (is_terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace racekit::cli
