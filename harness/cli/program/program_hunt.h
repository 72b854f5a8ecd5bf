// A hunt in a program: shows that it is getting on, and keeps on disk what it
// has found from the first finding on.

#ifndef RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_HUNT_H_
#define RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_HUNT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "detectors/finding.h"
#include "harness/cli/flags.h"
#include "harness/cli/program/explore_program.h"
#include "harness/report/report.h"
#include "harness/report/text.h"

namespace racekit::cli {

class ProgramHunt {
 public:
  // `command` must outlive this. Of the flags, --json, --out and --verbose
  // count. `subcommand` is who warns.
  ProgramHunt(std::string subcommand, const ParsedFlags& flags,
              const std::vector<std::string>& command);

  // Explores the program with this environment; see ExploreProgram().
  absl::StatusOr<Report> Run(
      const std::map<std::string, std::string>& environment);

  // Repeats one execution, and keeps what was found: Run() and Print() have it
  // among the rest. False if nothing was found this time.
  absl::StatusOr<bool> TryAgain(
      const std::map<std::string, std::string>& environment,
      const std::string& schedule);

  // For a person, on standard output.
  void Print(Report report) const;

 private:
  ProgramRun RunOf(const std::map<std::string, std::string>& environment) const;
  // Where the last hunt was killed and asked for the same, adds what it says
  // about where to go on.
  bool GoOn(std::map<std::string, std::string>& environment,
            std::int64_t& executions);
  void ForgetLastHunt() const;
  void ForgetScratchFolders() const;
  void Complete(Report& report) const;
  absl::Status WriteJson(const Report& report, bool complete) const;
  void Keep(Report report, bool complete) const;
  void ShowProgress(std::int64_t executions) const;
  void ClearProgress() const;

  const std::string subcommand_;
  const std::vector<std::string>& command_;
  const std::string json_;
  const std::string folder_;
  const bool is_terminal_;
  TextOptions text_;
  std::size_t count_ = 0;       // of findings, for who looks on
  std::vector<Finding> known_;  // found again
};

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_PROGRAM_PROGRAM_HUNT_H_
