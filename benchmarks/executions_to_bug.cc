// How many executions it takes to catch each racy variant of each scenario,
// with the default strategy, over many seeds; and that each fixed one is clean
// over its whole schedule space, or over many executions where that is too
// large. Tables in Markdown, for docs/executions-to-bug.md. Exit status 1 if a
// bar is missed.

#include <fnmatch.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "detectors/finding.h"
#include "detectors/finding_kind.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/explore.h"
#include "harness/options.h"
#include "harness/report/report.h"
#include "harness/report/text.h"
#include "harness/scenario/expectation.h"
#include "harness/scenario/run_scenario.h"
#include "scenarios/all.h"
#include "scenarios/scenario.h"

namespace racekit::benchmarks {
namespace {

using cli::FlagInfo;
using cli::ParsedFlags;
using scenarios::Expectation;
using scenarios::Scale;
using scenarios::Scenario;
using scenarios::Variant;

// A racy variant must be caught within so many, whatever the seed.
constexpr std::int64_t kBar = 100;
// Where it is not, the search goes on to here: by how much it was missed.
constexpr std::int64_t kMost = 5'000;

struct Plan {
  std::string scenarios = "*";  // a glob
  std::int64_t seeds = 100;
  std::int64_t executions = 100'000;
};

const std::vector<FlagInfo>& Flags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"scenario", Value::kRequired, "GLOB", "Only scenarios that match."},
      {"seeds", Value::kRequired, "N",
       "So many seeds for each racy variant (100)."},
      {"executions", Value::kRequired, "N",
       "So many executions of each fixed variant (100000)."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

absl::StatusOr<Plan> MakePlan(const ParsedFlags& flags) {
  Plan plan;
  plan.scenarios = flags.Text("scenario").value_or(plan.scenarios);
  const auto seeds = flags.Number("seeds", 1, 1'000'000);
  if (!seeds.ok()) return seeds.status();
  plan.seeds = seeds->value_or(plan.seeds);
  const auto executions = flags.Number("executions", 1, 1'000'000'000);
  if (!executions.ok()) return executions.status();
  plan.executions = executions->value_or(plan.executions);
  return plan;
}

Report Run(const Scenario& scenario, const Variant& variant,
           const ExploreOptions& options) {
  return Explore(
      [&variant]() -> std::string { return variant.run(Scale::kSmall); },
      ObservationKind(scenario), options);
}

bool IsOneOf(const std::vector<std::string>& kinds, const Finding& finding) {
  return std::find(kinds.begin(), kinds.end(), FindingKindName(finding.kind)) !=
         kinds.end();
}

// The execution that first showed one of the kinds; nullopt if none did.
std::optional<std::int64_t> First(const std::vector<std::string>& kinds,
                                  const Report& report) {
  std::optional<std::int64_t> first;
  for (const Finding& finding : report.findings) {
    if (!IsOneOf(kinds, finding)) continue;
    first = std::min(first.value_or(finding.first_execution),
                     finding.first_execution);
  }
  return first;
}

// Executions until one of the kinds is found; kMost + 1 if it never was.
std::int64_t ExecutionsTo(const std::vector<std::string>& kinds,
                          const Scenario& scenario, const Variant& variant,
                          std::uint64_t seed) {
  // RACEKIT_STRATEGY=pct compares another strategy with the default.
  ExploreOptions options = GlobalOptions().ApplyTo(ExploreOptions());
  options.seed = seed;
  options.time = absl::InfiniteDuration();
  // Few at first: an execution that finds something takes a thousand times as
  // long as one that does not.
  for (options.executions = 4;; options.executions *= 5) {
    options.executions = std::min(options.executions, kMost);
    const auto first = First(kinds, Run(scenario, variant, options));
    if (first) return *first;
    if (options.executions == kMost) return kMost + 1;
  }
}

struct Spread {
  std::int64_t median = 0;
  std::int64_t worst = 0;
};

Spread SpreadOf(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  return {values[values.size() / 2], values.back()};
}

Spread OverSeeds(const std::vector<std::string>& kinds,
                 const Scenario& scenario, const Variant& variant,
                 std::int64_t seeds) {
  std::vector<std::int64_t> counts;
  for (std::int64_t seed = 1; seed <= seeds; ++seed) {
    counts.push_back(ExecutionsTo(kinds, scenario, variant,
                                  static_cast<std::uint64_t>(seed)));
  }
  return SpreadOf(std::move(counts));
}

std::string Number(std::int64_t executions) {
  return executions > kMost ? absl::StrFormat("over %d", kMost)
                            : absl::StrFormat("%d", executions);
}

// Whether the bar was met.
bool MeasureRacy(const Scenario& scenario, const Variant& variant,
                 const Plan& plan) {
  const std::vector<std::string>& kinds = variant.explore.kinds;
  const Spread any = OverSeeds(kinds, scenario, variant, plan.seeds);
  absl::PrintF("| %s | %s | %s | %s | %s |\n", scenario.name, variant.name,
               ExpectationText(variant.explore), Number(any.median),
               Number(any.worst));
  std::fflush(stdout);
  return any.worst <= kBar;
}

// All schedules, if there are no more than the plan has executions for.
Report RunFixed(const Scenario& scenario, const Variant& variant,
                const Plan& plan) {
  ExploreOptions options;
  options.executions = plan.executions;
  options.time = absl::InfiniteDuration();
  options.strategy = ExploreStrategy::kExhaustive;
  Report report = Run(scenario, variant, options);
  if (!report.ok() || report.explored->complete) return report;
  options.strategy = ExploreStrategy::kPortfolio;
  return Run(scenario, variant, options);
}

bool MeasureFixed(const Scenario& scenario, const Variant& variant,
                  const Plan& plan) {
  const Report report = RunFixed(scenario, variant, plan);
  absl::PrintF("| %s | %s | %d | %s | %s |\n", scenario.name, variant.name,
               report.executions,
               report.explored->complete
                   ? "all there are"
                   : absl::StrFormat("%d distinct", report.explored->distinct),
               FoundText(report));
  std::fflush(stdout);
  if (Unexpected(variant.explore, report).empty()) return true;
  std::fputs(ReportToText(report).c_str(), stderr);
  return false;
}

template <typename Measure>
int CountMissed(const Plan& plan, bool racy, const Measure& measure) {
  int missed = 0;
  for (const Scenario& scenario : scenarios::AllScenarios()) {
    if (fnmatch(plan.scenarios.c_str(), scenario.name.c_str(), 0) != 0) {
      continue;
    }
    for (const Variant& variant : scenario.variants) {
      const bool refused =
          variant.explore.verdict == Expectation::Verdict::kRefused;
      if (variant.racy != racy || refused) continue;
      if (!measure(scenario, variant, plan)) ++missed;
    }
  }
  return missed;
}

int Main(const std::vector<std::string>& args) {
  const auto flags = cli::ParseFlags(Flags(), args);
  const absl::StatusOr<Plan> plan =
      flags.ok() ? MakePlan(*flags) : absl::StatusOr<Plan>(flags.status());
  if (!plan.ok()) {
    absl::FPrintF(stderr, "executions_to_bug: %s\n", plan.status().message());
    return cli::kMisuse;
  }
  if (flags->Has("help")) {
    std::fputs(cli::FlagsHelp(Flags()).c_str(), stdout);
    return cli::kAsExpected;
  }
  absl::PrintF(
      "| racy scenario | variant | what is found | median | worst of %d seeds "
      "|\n|---|---|---|---|---|\n",
      plan->seeds);
  int missed = CountMissed(*plan, /*racy=*/true, MeasureRacy);
  absl::PrintF(
      "\n| fixed scenario | variant | executions | schedules | found |\n"
      "|---|---|---|---|---|\n");
  missed += CountMissed(*plan, /*racy=*/false, MeasureFixed);
  absl::PrintF("\n%d not as they should be\n", missed);
  return missed == 0 ? cli::kAsExpected : cli::kNotAsExpected;
}

}  // namespace
}  // namespace racekit::benchmarks

int main(int argc, char** argv) {
  return racekit::benchmarks::Main({argv + 1, argv + argc});
}
