// `racekit hunt`: the command line of harness/cli/hunt/.

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <thread>
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
#include "harness/cli/runfiles.h"
#include "harness/cli/subcommand.h"
#include "scenarios/all.h"

namespace racekit::cli {
namespace {

const std::vector<FlagInfo>& Flags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"scenario", Value::kRequired, "GLOB",
       "Only scenarios whose name matches, as 'bank/*'; 'bank' means the same. "
       "May be repeated."},
      {"variant", Value::kRequired, "GLOB",
       "Only their variants whose name matches, as 'racy*'."},
      {"build", Value::kRequired, "NAME",
       "Only so built: stress (real threads, injected sleeps) or tsan (the "
       "same under ThreadSanitizer)."},
      {"runs", Value::kRequired, "N",
       "So many runs of each. Without --time there is no other limit."},
      {"time", Value::kRequired, "DURATION",
       "So much time for each, as 500ms, 10s, 2m. Without --runs there is no "
       "other limit. Without both, each gets a part of a second."},
      {"seed", Value::kRequired, "N", "Seed of the injected sleeps (1)."},
      {"jobs", Value::kRequired, "N",
       "So many side by side (as many as there are cores). Failure rates are "
       "best compared with 1."},
      {"list", Value::kNone, "", "Show the scenarios; run nothing."},
      {"json", Value::kOptional, "FILE",
       "Write all results to FILE, or in place of the tables to standard "
       "output."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

std::string Help() {
  return absl::StrCat(
      "Runs every scenario, its racy variant and its fixes, and holds what is\n"
      "found against what must be: each race is caught, each fix is clean.\n"
      "\n"
      "usage: racekit hunt [flags]\n"
      "\n",
      FlagsHelp(Flags()),
      "\n"
      "exit codes: 0 all is as expected; 1 it is not; 2 wrong command line;\n"
      "            3 racekit itself failed: a runner crashed, hung or talked\n"
      "              nonsense\n");
}

int Fail(ExitCode code, const absl::Status& status) {
  std::fprintf(stderr, "racekit hunt: %s\n",
               std::string(status.message()).c_str());
  if (code == kMisuse) {
    std::fprintf(stderr, "`racekit hunt --help` explains all flags.\n");
  }
  return code;
}

absl::StatusOr<HuntOptions> OptionsFrom(const ParsedFlags& flags) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  HuntOptions options;
  options.scenarios = flags.List("scenario");
  options.variants = flags.List("variant");
  options.builds = flags.List("build");
  const auto runs = flags.Number("runs", 1, kMost / 2);
  if (!runs.ok()) return runs.status();
  options.runs = *runs;
  const auto time = flags.Duration("time");
  if (!time.ok()) return time.status();
  options.time = *time;
  if (!options.runs && options.time == absl::InfiniteDuration()) {
    return absl::InvalidArgumentError(
        "--time=inf without --runs would never end");
  }
  const auto seed = flags.Number("seed", 0, kMost);
  if (!seed.ok()) return seed.status();
  options.seed = static_cast<std::uint64_t>(seed->value_or(1));
  const auto jobs = flags.Number("jobs", 1, 256);
  if (!jobs.ok()) return jobs.status();
  const int cores =
      static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  options.jobs = static_cast<int>(jobs->value_or(cores));
  return options;
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

int ExitCodeOf(const std::vector<ItemResult>& results) {
  int code = kAsExpected;
  for (const ItemResult& result : results) {
    if (result.verdict == ItemResult::Verdict::kBroken) return kOwnFault;
    if (result.verdict == ItemResult::Verdict::kNotAsExpected) {
      code = kNotAsExpected;
    }
  }
  return code;
}

void Print(const std::string& text) { std::fputs(text.c_str(), stdout); }

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

  Progress progress(stderr, isatty(STDERR_FILENO) == 1, plan.size());
  const absl::Time start = absl::Now();
  const std::vector<ItemResult> results = Hunt(
      plan, options.jobs,
      [&](const HuntItem& item) {
        return RunItem(item, runners->at(item.build->name));
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
  return ExitCodeOf(results);
}

}  // namespace

int HuntCommand(const std::vector<std::string>& args) {
  const absl::StatusOr<ParsedFlags> flags = ParseFlags(Flags(), args);
  if (!flags.ok()) return Fail(kMisuse, flags.status());
  if (flags->Has("help")) {
    Print(Help());
    return kAsExpected;
  }
  const absl::StatusOr<HuntOptions> options = OptionsFrom(*flags);
  if (!options.ok()) return Fail(kMisuse, options.status());
  const absl::StatusOr<std::vector<HuntItem>> plan =
      MakePlan(*options, scenarios::AllScenarios(), AllBuildVariants());
  if (!plan.ok()) return Fail(kMisuse, plan.status());
  if (flags->Has("list")) {
    Print(flags->Has("json") ? ScenariosToJson(*plan) : ScenarioList(*plan));
    return kAsExpected;
  }
  return Run(*flags, *options, *plan);
}

}  // namespace racekit::cli
