// How near shrunk schedules come to the shortest there are: over every racy
// scenario and the small programs of the tests, failing executions of many
// seeds are shrunk, and the context switches that are left are held against the
// fewest of any execution with the same finding, known by exhaustive search. A
// table in Markdown; exit status 1 if fewer than 95 % are minimal or one takes
// longer than a second.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmarks/buggy_programs.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/flags.h"
#include "harness/explore.h"
#include "harness/explore/finding_subject.h"
#include "harness/schedule/exhaustive.h"
#include "harness/schedule/shrink.h"

namespace racekit::benchmarks {
namespace {

using cli::FlagInfo;
using internal::FindingSubject;

constexpr double kBarMinimal = 0.95;
constexpr absl::Duration kBarTime = absl::Seconds(1);
constexpr int kMostPreemptions = 3;

struct Plan {
  std::string programs = "*";
  std::int64_t cases = 1000;
  std::int64_t executions = 100'000;
};

const std::vector<FlagInfo>& Flags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"program", Value::kRequired, "GLOB", "Only programs that match."},
      {"cases", Value::kRequired, "N",
       "So many failing executions, of all programs together (1000)."},
      {"executions", Value::kRequired, "N",
       "So many executions of an exhaustive search (100000)."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

// The fewest switches of any execution with a finding, among those with at most
// so many preemptions.
struct Fewest {
  std::int64_t switches = std::numeric_limits<std::int64_t>::max();
  int preemptions = -1;  // -1: not even without was all executed
};

Fewest SearchAll(FindingSubject& subject, std::int64_t budget) {
  Fewest fewest;
  for (int bound = 0; bound <= kMostPreemptions; ++bound) {
    schedule::Exhaustive::Options options;
    options.preemptions = bound;
    schedule::Exhaustive exhaustive(options);
    std::int64_t least = fewest.switches;
    while (!exhaustive.complete() && budget-- > 0) {
      const schedule::Trial trial = subject.Run(exhaustive);
      if (trial.fails) least = std::min(least, trial.switches);
    }
    if (!exhaustive.complete()) break;
    fewest = {least, bound};
  }
  return fewest;
}

struct Tally {
  std::int64_t cases = 0;
  std::int64_t known = 0;    // cases whose minimum is known
  std::int64_t minimal = 0;  // of these
  std::int64_t lost = 0;     // did not show the finding again
  absl::Duration slowest;

  void Add(const Tally& other) {
    cases += other.cases;
    known += other.known;
    minimal += other.minimal;
    lost += other.lost;
    slowest = std::max(slowest, other.slowest);
  }
};

void AddCase(FailingExecutions& failing, std::int64_t budget,
             std::map<std::string, Fewest>& known, Tally& tally) {
  const std::string fingerprint = failing.finding().fingerprint;
  FindingSubject subject(&failing.executor(), &failing.schedule(),
                         &fingerprint);
  schedule::Schedule shortest;
  const absl::Time start = absl::Now();
  const schedule::ShrinkResult result =
      schedule::Shrink(subject, failing.schedule(), {}, shortest);
  tally.slowest = std::max(tally.slowest, absl::Now() - start);
  ++tally.cases;
  if (!result.reproduced) {
    ++tally.lost;
    return;
  }
  std::string key = fingerprint;
  for (const std::uint64_t place : failing.schedule().places()) {
    absl::StrAppend(&key, " ", place);
  }
  const auto [fewest, is_new] = known.try_emplace(key);
  if (is_new) fewest->second = SearchAll(subject, budget);
  if (fewest->second.preemptions < 0 ||
      fewest->second.switches == std::numeric_limits<std::int64_t>::max()) {
    return;
  }
  ++tally.known;
  if (result.after.switches <= fewest->second.switches) {
    ++tally.minimal;
  } else {
    absl::FPrintF(stderr, "%s: %d switches, not %d: %s\n", fingerprint,
                  result.after.switches, fewest->second.switches,
                  schedule::ToString(failing.schedule()));
  }
}

Tally Measure(const BuggyProgram& program, std::int64_t cases,
              std::int64_t budget) {
  const ExploreOptions options;
  Tally tally;
  std::map<std::string, Fewest> known;
  for (std::int64_t seed = 1; seed <= cases; ++seed) {
    FailingExecutions failing(program, options,
                              static_cast<std::uint64_t>(seed));
    if (failing.Next()) AddCase(failing, budget, known, tally);
  }
  int bound = kMostPreemptions;
  for (const auto& [key, fewest] : known) {
    bound = std::min(bound, fewest.preemptions);
  }
  absl::PrintF("| %s | %d | %d | %d | %s | %.0f ms |\n", program.name,
               tally.cases, tally.known, tally.minimal,
               bound < 0 ? "-" : absl::StrCat(bound),
               absl::ToDoubleMilliseconds(tally.slowest));
  std::fflush(stdout);
  return tally;
}

int Run(const Plan& plan) {
  const std::vector<BuggyProgram> programs = BuggyPrograms(plan.programs);
  if (programs.empty()) {
    absl::FPrintF(stderr, "shortest_schedules: no program matches '%s'\n",
                  plan.programs);
    return cli::kMisuse;
  }
  const auto count = static_cast<std::int64_t>(programs.size());
  absl::PrintF(
      "| program | cases | minimum known | minimal | up to preemptions | "
      "slowest |\n|---|---|---|---|---|---|\n");
  Tally all;
  for (const BuggyProgram& program : programs) {
    all.Add(
        Measure(program, (plan.cases + count - 1) / count, plan.executions));
  }
  const double part = all.known == 0 ? 0
                                     : static_cast<double>(all.minimal) /
                                           static_cast<double>(all.known);
  absl::PrintF(
      "\n%d cases, the minimum is known in %d, %d of them minimal (%.1f %%), "
      "%d not reproduced, slowest %.0f ms\n",
      all.cases, all.known, all.minimal, 100 * part, all.lost,
      absl::ToDoubleMilliseconds(all.slowest));
  return part >= kBarMinimal && all.lost == 0 && all.slowest <= kBarTime
             ? cli::kAsExpected
             : cli::kNotAsExpected;
}

absl::StatusOr<Plan> MakePlan(const cli::ParsedFlags& flags) {
  Plan plan;
  plan.programs = flags.Text("program").value_or(plan.programs);
  const auto cases = flags.Number("cases", 1, 1'000'000);
  if (!cases.ok()) return cases.status();
  plan.cases = cases->value_or(plan.cases);
  const auto executions = flags.Number("executions", 1, 1'000'000'000);
  if (!executions.ok()) return executions.status();
  plan.executions = executions->value_or(plan.executions);
  return plan;
}

int Main(const std::vector<std::string>& args) {
  const auto flags = cli::ParseFlags(Flags(), args);
  const absl::StatusOr<Plan> plan =
      flags.ok() ? MakePlan(*flags) : absl::StatusOr<Plan>(flags.status());
  if (!plan.ok()) {
    absl::FPrintF(stderr, "shortest_schedules: %s\n", plan.status().message());
    return cli::kMisuse;
  }
  if (flags->Has("help")) {
    std::fputs(cli::FlagsHelp(Flags()).c_str(), stdout);
    return cli::kAsExpected;
  }
  return Run(*plan);
}

}  // namespace
}  // namespace racekit::benchmarks

int main(int argc, char** argv) {
  return racekit::benchmarks::Main({argv + 1, argv + argc});
}
