#include "harness/cli/program/explore_program.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "harness/cli/read_file.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/exit_status.h"
#include "harness/report/json.h"
#include "harness/whole/request.h"

namespace racekit::cli {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kTick = absl::Milliseconds(100);
constexpr absl::Duration kGrace = absl::Seconds(2);

// Empty where it is not there, or not yet.
std::string Contents(const std::string& path) {
  return ReadFile(path).value_or("");
}

// As execvp() would find it.
absl::StatusOr<std::string> FindProgram(const std::string& name) {
  std::vector<std::string> candidates;
  if (name.find('/') != std::string::npos) {
    candidates.push_back(name);
  } else {
    const char* path = std::getenv("PATH");
    for (const absl::string_view folder :
         absl::StrSplit(path == nullptr ? "" : path, ':')) {
      candidates.push_back(
          absl::StrCat(folder.empty() ? "." : folder, "/", name));
    }
  }
  int error = ENOENT;
  for (const std::string& candidate : candidates) {
    struct stat status;
    if (stat(candidate.c_str(), &status) != 0) continue;
    if (S_ISREG(status.st_mode) && access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    error = S_ISDIR(status.st_mode) ? EISDIR : EACCES;
  }
  const std::string message =
      absl::StrCat("cannot run '", name, "': ", strerror(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  return absl::PermissionDeniedError(message);
}

// Whether it will know what is asked of it. Run without that, a program would
// do its work for real.
absl::Status CheckCompiled(const std::string& path) {
  const std::string contents = Contents(path);
  if (contents.find(whole::kFolderVariable) != std::string::npos) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "'", path,
      "' was not compiled by racekit, so its threads cannot be controlled; "
      "compile and link it with `racekit cc` or `racekit c++` in place of the "
      "compiler"));
}

absl::Status MakeEmpty(const std::string& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error) fs::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot make the folder '", folder, "': ", error.message()));
}

// A scratch folder that goes with its owner.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

 private:
  const std::string path_;
};

// What the program reads: each execution from the beginning. A terminal has
// none, a file is one, and of anything else a copy in memory takes its place,
// as this process' own input, too: there may be another hunt.
absl::StatusOr<Stdio> Input() {
  struct stat status;
  if (fstat(STDIN_FILENO, &status) != 0 || isatty(STDIN_FILENO) == 1 ||
      S_ISCHR(status.st_mode)) {
    return Stdio::Null();
  }
  if (S_ISREG(status.st_mode)) return Stdio::Inherit();
  const auto failed = [](const char* what) {
    return absl::UnavailableError(
        absl::StrCat("cannot ", what, " standard input: ", strerror(errno)));
  };
  const int copy = memfd_create("racekit-stdin", MFD_CLOEXEC);
  if (copy < 0) return failed("copy");
  char data[1 << 16];
  for (ssize_t n; (n = read(STDIN_FILENO, data, sizeof(data))) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("read");
    if (write(copy, data, static_cast<std::size_t>(n)) != n) {
      return failed("copy");
    }
  }
  lseek(copy, 0, SEEK_SET);
  dup2(copy, STDIN_FILENO);
  close(copy);
  return Stdio::Inherit();
}

// What the program writes while it is explored.
class Results {
 public:
  Results(const ProgramRun& run, const ProgramObserver& observer)
      : run_(run), observer_(observer) {}

  void Look() {
    std::int64_t executions;
    if (absl::SimpleAtoi(
            Contents(absl::StrCat(run_.scratch, "/", whole::kProgressFile)),
            &executions)) {
      observer_.progress(executions);
    }
    std::string text =
        Contents(absl::StrCat(run_.scratch, "/", whole::kReportFile));
    if (text == last_) return;
    last_ = std::move(text);
    report_ = ReportFromJson(last_);
    if (!report_.ok()) return;
    KeepOutputs();
    observer_.found(*report_);
  }

  const absl::StatusOr<Report>& report() const { return report_; }

 private:
  // Of the executions in which something was found.
  void KeepOutputs() const {
    if (run_.outputs.empty()) return;
    std::error_code error;
    fs::create_directories(run_.outputs, error);
    for (const fs::directory_entry& entry :
         fs::directory_iterator(run_.scratch, error)) {
      const std::string extension = entry.path().extension();
      if (extension != ".stdout" && extension != ".stderr") continue;
      fs::copy_file(entry.path(),
                    fs::path(run_.outputs) / entry.path().filename(),
                    fs::copy_options::overwrite_existing, error);
    }
  }

  const ProgramRun& run_;
  const ProgramObserver& observer_;
  std::string last_;
  absl::StatusOr<Report> report_ =
      absl::NotFoundError("the program reported nothing");
};

absl::Status CheckEnd(const ExitStatus& end, const std::string& program) {
  if (end.ok()) return absl::OkStatus();
  const std::string message =
      absl::StrCat("the process of '", program,
                   "' in which it is explored ended: ", end.ToString());
  if (end.signal == 0 && end.code == whole::kBadRequest) {
    return absl::InvalidArgumentError(message);
  }
  return absl::InternalError(message);
}

}  // namespace

absl::StatusOr<Report> ExploreProgram(const ProgramRun& run,
                                      const ProgramObserver& observer) {
  const absl::StatusOr<std::string> program = FindProgram(run.command.front());
  if (!program.ok()) return program.status();
  absl::Status status = CheckCompiled(*program);
  if (status.ok()) status = MakeEmpty(run.scratch);
  if (!status.ok()) return status;
  const Scratch scratch(run.scratch);

  Command command;
  command.program = *program;
  command.args.assign(run.command.begin() + 1, run.command.end());
  for (const auto& [name, value] : run.environment) command.env[name] = value;
  command.env[whole::kFolderVariable] = fs::absolute(run.scratch).string();
  const absl::StatusOr<Stdio> input = Input();
  if (!input.ok()) return input.status();
  command.input = *input;
  command.output = Stdio::Inherit();
  command.error = Stdio::Inherit();
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return child.status();

  Results results(run, observer);
  absl::StatusOr<ExitStatus> end = child->Wait(kTick);
  while (absl::IsDeadlineExceeded(end.status())) {
    results.Look();
    if (observer.stop()) {
      (void)child->Stop(kGrace);
      results.Look();
      return results.report();
    }
    end = child->Wait(kTick);
  }
  if (!end.ok()) return end.status();
  results.Look();
  status = CheckEnd(*end, run.command.front());
  if (!status.ok()) return status;
  return results.report();
}

}  // namespace racekit::cli
