#include "harness/options.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/option_table.h"
#include "harness/schedule/schedule.h"

namespace racekit {
namespace {

using internal::OptionRow;
using internal::OptionTable;

constexpr absl::string_view kVariablePrefix = "RACEKIT_";
constexpr absl::string_view kFlagPrefix = "--racekit_";

absl::string_view View(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

std::string VariableName(const OptionInfo& info) {
  return absl::StrCat(kVariablePrefix, absl::AsciiStrToUpper(View(info.name)));
}

std::string FlagName(const OptionInfo& info) {
  return absl::StrCat(kFlagPrefix, View(info.name));
}

// Levenshtein's.
std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = std::exchange(
          row[j], std::min({substituted, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

absl::Status UnknownName(absl::string_view name,
                         const std::vector<std::string>& known) {
  std::string hint;
  std::size_t best = 4;  // farther than that is no typo
  for (const std::string& candidate : known) {
    const std::size_t distance = EditDistance(name, candidate);
    if (distance < best) {
      best = distance;
      hint = absl::StrCat("; did you mean ", candidate, "?");
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown option ", name, hint, " (there are ",
                   absl::StrJoin(known, ", "), ")"));
}

absl::Status SetOption(const OptionRow& row, const std::string& shown_name,
                       absl::string_view value, Options& options) {
  if (row.set == nullptr) {
    options.others[std::string(row.info.name)] = std::string(value);
    return absl::OkStatus();
  }
  if (row.set(value, options)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      shown_name, "=", value, ": the value must be ", View(row.info.values)));
}

absl::Status ParseVariable(absl::string_view entry, Options& options) {
  const std::size_t equals = entry.find('=');
  if (!absl::StartsWith(entry, kVariablePrefix) ||
      equals == absl::string_view::npos) {
    return absl::OkStatus();
  }
  const absl::string_view name = entry.substr(0, equals);
  std::vector<std::string> known;
  for (const OptionRow& row : OptionTable()) {
    known.push_back(VariableName(row.info));
    if (known.back() == name) {
      return SetOption(row, known.back(), entry.substr(equals + 1), options);
    }
  }
  return UnknownName(name, known);
}

absl::Status ParseFlag(absl::string_view flag, Options& options) {
  const std::size_t equals = flag.find('=');
  const absl::string_view name = flag.substr(0, equals);
  std::vector<std::string> known;
  for (const OptionRow& row : OptionTable()) {
    if (!row.info.has_flag) continue;
    known.push_back(FlagName(row.info));
    if (known.back() != name) continue;
    if (equals == absl::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat(
          name, " needs a value: ", name, "=", View(row.info.values)));
    }
    return SetOption(row, known.back(), flag.substr(equals + 1), options);
  }
  return UnknownName(name, known);
}

std::vector<std::string> Environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    entries.push_back(*entry);
  }
  return entries;
}

Options ParseOrExit(const std::vector<std::string>& flags) {
  absl::StatusOr<Options> options = ParseOptions(Environment(), flags);
  if (!options.ok()) {
    absl::FPrintF(stderr, "racekit: %s\n", options.status().message());
    std::exit(2);
  }
  return *std::move(options);
}

// Set once, before there are threads; never destroyed.
const Options* global_options = nullptr;

}  // namespace

StressOptions Options::ApplyTo(StressOptions options) const {
  if (runs) options.runs = *runs;
  // Who asks for 10,000 runs does not mean "or as many as fit into a second".
  if (runs && !time) options.time = absl::InfiniteDuration();
  if (time) options.time = *time;
  if (time && !runs) options.runs = 0;
  if (seed) options.seed = *seed;
  if (run_timeout) options.run_timeout = *run_timeout;
  if (inject) options.inject = *inject;
  if (compare) options.compare_without_injection = *compare;
  if (isolation) {
    // On real threads no run is like another anyway.
    options.isolation =
        *isolation == Isolation::kFork ? Isolation::kChild : *isolation;
  }
  if (stop_at_first) options.stop_at_first = *stop_at_first;
  return options;
}

ExploreOptions Options::ApplyTo(ExploreOptions options) const {
  const std::optional<std::int64_t> count = executions ? executions : runs;
  if (count) options.executions = *count;
  // Who asks for 10,000 executions does not mean "or as many as fit into a
  // second"; who asks for exhaustion or for a minute, not "or 1000".
  if (count && !time) options.time = absl::InfiniteDuration();
  if (time) options.time = *time;
  if (time && !count) options.executions = 0;
  if (seed) options.seed = *seed;
  if (strategy) options.strategy = *strategy;
  if (options.strategy == ExploreStrategy::kExhaustive && !count) {
    options.executions = 0;
    if (!time) options.time = absl::InfiniteDuration();
  }
  if (pct_depth) options.pct_depth = *pct_depth;
  if (preemption_bound) options.preemption_bound = *preemption_bound;
  if (detectors) options.detectors = *detectors;
  if (atomic) options.atomic_functions = *atomic;
  if (max_steps) options.max_steps = *max_steps;
  if (supervisor && !*supervisor) options.isolation = Isolation::kNone;
  if (isolation) options.isolation = *isolation;
  if (run_timeout) options.hang_timeout = *run_timeout;
  if (threads) options.threads = *threads;
  if (stack_bytes) options.stack_bytes = *stack_bytes;
  if (memory_limit) options.memory_limit = *memory_limit;
  if (stop_at_first) options.stop_at_first = *stop_at_first;
  if (replay) options.replay = *replay;
  if (shrink) options.shrink = *shrink;
  return options;
}

const std::vector<OptionInfo>& AllOptions() {
  static const auto* const options = [] {
    auto* infos = new std::vector<OptionInfo>;
    for (const OptionRow& row : OptionTable()) infos->push_back(row.info);
    return infos;
  }();
  return *options;
}

std::string OptionsHelp() {
  std::string help =
      "Options of a racekit test, as flag or as environment variable (the flag "
      "wins):\n";
  for (const OptionInfo& info : AllOptions()) {
    absl::StrAppend(&help, "\n  ", info.has_flag ? FlagName(info) : "",
                    info.has_flag ? ", " : "", VariableName(info), "=",
                    View(info.values), "\n      ", View(info.help));
    if (!info.fallback.empty()) {
      absl::StrAppend(&help, " Default: ", View(info.fallback), ".");
    }
    absl::StrAppend(&help, "\n");
  }
  return help;
}

absl::StatusOr<Options> ParseOptions(
    const std::vector<std::string>& environment,
    const std::vector<std::string>& flags) {
  Options options;
  for (const std::string& entry : environment) {
    const absl::Status status = ParseVariable(entry, options);
    if (!status.ok()) return status;
  }
  for (const std::string& flag : flags) {
    const absl::Status status = ParseFlag(flag, options);
    if (!status.ok()) return status;
  }
  if ((options.runs == 0 || options.executions == 0) &&
      options.strategy != ExploreStrategy::kExhaustive &&
      (!options.time || *options.time == absl::InfiniteDuration())) {
    return absl::InvalidArgumentError(
        "no limit on runs or executions needs a limit on time: set "
        "RACEKIT_TIME "
        "too");
  }
  if (options.replay) {
    schedule::Schedule schedule;
    const schedule::ScheduleError error =
        schedule::Parse(*options.replay, schedule);
    if (!error.message.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "RACEKIT_REPLAY=", *options.replay, ": ", error.message));
    }
  }
  return options;
}

void InitOptions(int* argc, char** argv) {
  std::vector<std::string> flags;
  int kept = 1;
  for (int i = 1; i < *argc; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--racekit_help") {
      absl::PrintF("%s", OptionsHelp());
      std::exit(0);
    }
    if (absl::StartsWith(argument, kFlagPrefix)) {
      flags.emplace_back(argument);
    } else {
      argv[kept++] = argv[i];
    }
  }
  if (*argc > 0) *argc = kept;
  argv[*argc] = nullptr;
  global_options = new Options(ParseOrExit(flags));
}

const Options& GlobalOptions() {
  if (global_options == nullptr) {
    static const Options* const from_environment = new Options(ParseOrExit({}));
    return *from_environment;
  }
  return *global_options;
}

}  // namespace racekit
