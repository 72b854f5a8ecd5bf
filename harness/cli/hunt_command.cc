// `racekit hunt`: the command line of harness/cli/hunt/.

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/hunt/build_variants.h"
#include "harness/cli/hunt/hunt.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"
#include "harness/cli/hunt/progress.h"
#include "harness/cli/hunt/result_json.h"
#include "harness/cli/hunt/result_text.h"
#include "harness/cli/hunt/run_item.h"
#include "harness/cli/hunt_flags.h"
#include "harness/cli/program/program_command.h"
#include "harness/cli/runfiles.h"
#include "harness/cli/subcommand.h"
#include "scenarios/all.h"

namespace racekit::cli {
namespace {

int Fail(ExitCode code, const absl::Status& status) {
  std::fprintf(stderr, "racekit hunt: %s\n",
               std::string(status.message()).c_str());
  if (code == kMisuse) {
    std::fprintf(stderr, "`racekit hunt --help` explains all flags.\n");
  }
  return code;
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write '", path, "'"));
}

// The paths of the runners that the plan needs, by name of build variant.
absl::StatusOr<std::map<std::string, std::string>> FindRunners(
    const std::vector<HuntItem>& plan) {
  std::map<std::string, std::string> runners;
  for (const HuntItem& item : plan) {
    if (runners.count(item.build->name) != 0) continue;
    absl::StatusOr<std::string> path = FindRunfile(item.build->runner);
    if (!path.ok()) return path.status();
    runners[item.build->name] = *path;
  }
  return runners;
}

void Print(const std::string& text) { std::fputs(text.c_str(), stdout); }

int List(const ParsedFlags& flags, const std::vector<HuntItem>& plan) {
  if (!flags.Has("json")) {
    Print(ScenarioList(plan));
  } else if (const auto file = flags.Text("json")) {
    const absl::Status status = WriteFile(*file, ScenariosToJson(plan));
    if (!status.ok()) return Fail(kMisuse, status);
  } else {
    Print(ScenariosToJson(plan));
  }
  return kAsExpected;
}

int Run(const ParsedFlags& flags, const HuntOptions& options,
        const std::vector<HuntItem>& plan) {
  const auto runners = FindRunners(plan);
  if (!runners.ok()) return Fail(kOwnFault, runners.status());
  const std::string json_file = flags.Text("json").value_or("");
  const bool json_only = flags.Has("json") && json_file.empty();
  if (!json_file.empty()) {
    // Now rather than after the hunt.
    const absl::Status status = WriteFile(json_file, "");
    if (!status.ok()) return Fail(kMisuse, status);
  }

  RunnerLimits limits;
  limits.timeout = options.timeout;
  Progress progress(stderr, isatty(STDERR_FILENO) == 1, plan.size());
  const absl::Time start = absl::Now();
  const std::vector<ItemResult> results = Hunt(
      plan, options.jobs,
      [&](const HuntItem& item) {
        return RunItem(item, runners->at(item.build->name), limits);
      },
      [&](const HuntItem& item, const ItemResult* result) {
        progress.Note(item, result);
      });
  progress.Clear();

  if (json_only) {
    Print(ResultsToJson(results));
  } else {
    Print(ResultTable(results));
    const std::string comparison = ComparisonTable(results);
    if (!comparison.empty()) Print("\n" + comparison);
    Print(Complaints(results));
    Print("\n" + Summary(results, absl::Now() - start));
  }
  if (!json_file.empty()) {
    const absl::Status status = WriteFile(json_file, ResultsToJson(results));
    if (!status.ok()) return Fail(kOwnFault, status);
  }
  return ExitCodeFor(results);
}

}  // namespace

int HuntCommand(const std::vector<std::string>& args) {
  if (IsAboutProgram(args)) return HuntProgramCommand(args);
  const absl::StatusOr<ParsedFlags> flags = ParseFlags(HuntFlags(), args);
  if (!flags.ok()) return Fail(kMisuse, flags.status());
  if (flags->Has("help")) {
    Print(HuntProgramHelp());
    Print("\n");
    Print(HuntHelp());
    return kAsExpected;
  }
  const absl::StatusOr<HuntOptions> options = HuntOptionsFrom(*flags);
  if (!options.ok()) return Fail(kMisuse, options.status());
  const absl::StatusOr<std::vector<HuntItem>> plan =
      MakePlan(*options, scenarios::AllScenarios(), AllBuildVariants());
  if (!plan.ok()) return Fail(kMisuse, plan.status());
  if (flags->Has("list")) return List(*flags, *plan);
  return Run(*flags, *options, *plan);
}

}  // namespace racekit::cli
