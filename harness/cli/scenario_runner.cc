// Runs one variant of one scenario and writes the report to standard output,
// as JSON on one line. `racekit hunt` runs this as a child process, in each of
// the ways it was built; by hand it serves to look at one thing closely.

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/cli/hunt/run_budget.h"
#include "harness/cli/suggest.h"
#include "harness/report/json.h"
#include "harness/scenario/run_patiently.h"
#include "harness/scenario/run_scenario.h"
#include "harness/stress.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit::cli {
namespace {

const std::vector<FlagInfo>& Flags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"scenario", Value::kRequired, "NAME", "The scenario to run."},
      {"variant", Value::kRequired, "NAME", "Which of its variants."},
      {"runs", Value::kRequired, "N", "At most so many runs."},
      {"time", Value::kRequired, "DURATION", "At most so much time."},
      {"patience", Value::kRequired, "DURATION",
       "Time for what must be found, if it has not shown by then (none)."},
      {"seed", Value::kRequired, "N",
       "Seed of the injected sleeps, or of the orders of threads."},
      {"compare", Value::kNone, "", "Also run without injected sleeps."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

template <typename T>
absl::StatusOr<const T*> ByName(const std::vector<T>& all,
                                const std::string& flag,
                                const std::string& name) {
  std::vector<std::string> names;
  for (const T& one : all) {
    if (one.name == name) return &one;
    names.push_back(one.name);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--", flag, ": there is no '", name, "'", DidYouMean(name, names)));
}

Report Hunt(const scenarios::Scenario& scenario,
            const scenarios::Variant& variant, const RunBudget& budget) {
  StressOptions options = ScenarioOptions(variant);
  options.runs = budget.runs;
  options.time = budget.time;
  options.seed = budget.seed;
  options.compare_without_injection = budget.compare;
  Patience patience;
  patience.time = budget.patience;
  return RunPatiently(scenario, variant, options, patience);
}

absl::StatusOr<Report> Run(const ParsedFlags& flags) {
  const auto scenario = ByName(scenarios::AllScenarios(), "scenario",
                               flags.Text("scenario").value_or(""));
  if (!scenario.ok()) return scenario.status();
  const auto variant = ByName((*scenario)->variants, "variant",
                              flags.Text("variant").value_or(""));
  if (!variant.ok()) return variant.status();
  RunBudget budget;
  budget.runs = (*variant)->runs;
  budget.compare = flags.Has("compare");
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto runs = flags.Number("runs", 1, kMost);
  if (!runs.ok()) return runs.status();
  if (*runs) budget.runs = **runs;
  const auto seed = flags.Number("seed", 0, kMost);
  if (!seed.ok()) return seed.status();
  if (*seed) budget.seed = static_cast<std::uint64_t>(**seed);
  const auto time = flags.Duration("time");
  if (!time.ok()) return time.status();
  if (*time) budget.time = **time;
  const auto patience = flags.Duration("patience");
  if (!patience.ok()) return patience.status();
  if (*patience) budget.patience = **patience;
  return Hunt(**scenario, **variant, budget);
}

int Main(const std::vector<std::string>& args) {
  const auto flags = ParseFlags(Flags(), args);
  if (!flags.ok()) {
    std::fprintf(stderr, "scenario_runner: %s\n",
                 std::string(flags.status().message()).c_str());
    return kMisuse;
  }
  if (flags->Has("help")) {
    std::fputs(FlagsHelp(Flags()).c_str(), stdout);
    return kAsExpected;
  }
  // Scenarios print. Their words go to standard error, so that standard output
  // is the report's alone.
  const int report_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (report_fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
    std::fprintf(stderr, "scenario_runner: cannot set output aside: %s\n",
                 strerror(errno));
    return kOwnFault;
  }
  const absl::StatusOr<Report> report = Run(*flags);
  if (!report.ok()) {
    std::fprintf(stderr, "scenario_runner: %s\n",
                 std::string(report.status().message()).c_str());
    return kMisuse;
  }
  FILE* const out = fdopen(report_fd, "w");
  if (out == nullptr ||
      std::fputs((ReportToJson(*report) + "\n").c_str(), out) < 0 ||
      std::fclose(out) != 0) {
    std::fprintf(stderr, "scenario_runner: cannot write the report: %s\n",
                 strerror(errno));
    return kOwnFault;
  }
  return kAsExpected;
}

}  // namespace
}  // namespace racekit::cli

int main(int argc, char** argv) {
  return racekit::cli::Main({argv + 1, argv + argc});
}
