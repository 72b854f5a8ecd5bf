#include "harness/cli/hunt_flags.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "harness/cli/flags.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

const std::vector<FlagInfo>& HuntFlags() {
  using Value = FlagInfo::Value;
  static const auto* const flags = new std::vector<FlagInfo>{
      {"scenario", Value::kRequired, "GLOB",
       "Only scenarios whose name matches, as 'bank/*'; 'bank' means the same. "
       "May be repeated."},
      {"variant", Value::kRequired, "GLOB",
       "Only their variants whose name matches, as 'racy*'."},
      {"build", Value::kRequired, "NAME",
       "Only so built: stress (real threads, injected sleeps), tsan (the same "
       "under ThreadSanitizer) or explore (controlled threads)."},
      {"runs", Value::kRequired, "N",
       "So many runs of each. Without --time there is no other limit."},
      {"time", Value::kRequired, "DURATION",
       "So much time for each, as 500ms, 10s, 2m. Without --runs there is no "
       "other limit. Without both, each gets a part of a second."},
      {"seed", Value::kRequired, "N",
       "Seed of the injected sleeps, and of the orders that explore chooses "
       "(1)."},
      {"jobs", Value::kRequired, "N",
       "So many side by side (as many as there are cores). Failure rates are "
       "best compared with 1."},
      {"timeout", Value::kRequired, "DURATION",
       "A runner that takes longer than this for one scenario's variant is "
       "stopped, which is an error. By default, two minutes more than its "
       "budget."},
      {"list", Value::kNone, "", "Show the scenarios; run nothing."},
      {"json", Value::kOptional, "FILE",
       "Write all results to FILE, or in place of the tables to standard "
       "output."},
      {"help", Value::kNone, "", "This text."},
  };
  return *flags;
}

std::string HuntHelp() {
  return absl::StrCat(
      "Runs every scenario, its racy variant and its fixes, and holds what is\n"
      "found against what must be: each race is caught, each fix is clean.\n"
      "\n"
      "usage: racekit hunt [flags]\n"
      "\n",
      FlagsHelp(HuntFlags()),
      "\n"
      "exit codes: 0 all is as expected; 1 it is not; 2 wrong command line;\n"
      "            3 racekit itself failed: a runner crashed, hung or talked\n"
      "              nonsense\n");
}

absl::StatusOr<HuntOptions> HuntOptionsFrom(const ParsedFlags& flags) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  HuntOptions options;
  options.scenarios = flags.List("scenario");
  options.variants = flags.List("variant");
  options.builds = flags.List("build");
  const auto runs = flags.Number("runs", 1, 1'000'000'000);
  if (!runs.ok()) return runs.status();
  options.runs = *runs;
  const auto time = flags.Duration("time");
  if (!time.ok()) return time.status();
  options.time = *time;
  if (!options.runs && options.time == absl::InfiniteDuration()) {
    return absl::InvalidArgumentError(
        "--time=inf without --runs would never end");
  }
  const auto timeout = flags.Duration("timeout");
  if (!timeout.ok()) return timeout.status();
  options.timeout = *timeout;
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

}  // namespace racekit::cli
