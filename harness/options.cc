#include "harness/options.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "harness/schedule/schedule.h"

namespace racekit {
namespace {

constexpr absl::string_view kVariablePrefix = "RACEKIT_";
constexpr absl::string_view kFlagPrefix = "--racekit_";

absl::string_view View(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

// Each returns false for a value that it cannot read.
bool Parse(absl::string_view text, std::optional<std::int64_t>& to) {
  std::int64_t value;
  if (!absl::SimpleAtoi(text, &value) || value < 0) return false;
  to = value;
  return true;
}

bool Parse(absl::string_view text, std::optional<std::uint64_t>& to) {
  std::uint64_t value;
  const bool ok = absl::ConsumePrefix(&text, "0x")
                      ? absl::SimpleHexAtoi(text, &value)
                      : absl::SimpleAtoi(text, &value);
  if (ok) to = value;
  return ok;
}

bool Parse(absl::string_view text, std::optional<absl::Duration>& to) {
  absl::Duration value;
  if (!absl::ParseDuration(std::string(text), &value) ||
      value <= absl::ZeroDuration()) {
    return false;
  }
  to = value;
  return true;
}

bool Parse(absl::string_view text, std::optional<bool>& to) {
  bool value;
  if (!absl::SimpleAtob(text, &value)) return false;
  to = value;
  return true;
}

bool Parse(absl::string_view text, std::optional<Isolation>& to) {
  if (text == "child") {
    to = Isolation::kChild;
  } else if (text == "none") {
    to = Isolation::kNone;
  } else if (text == "fork") {
    to = Isolation::kFork;
  } else {
    return false;
  }
  return true;
}

struct StrategyRow {
  ExploreStrategy strategy;
  absl::string_view name;
};
constexpr StrategyRow kStrategies[] = {
    {ExploreStrategy::kPortfolio, "portfolio"},
    {ExploreStrategy::kRandom, "random"},
    {ExploreStrategy::kPct, "pct"},
    {ExploreStrategy::kPos, "pos"},
    {ExploreStrategy::kSurw, "surw"},
    {ExploreStrategy::kUniform, "uniform"},
    {ExploreStrategy::kExhaustive, "exhaustive"},
};
constexpr char kStrategyNames[] =
    "portfolio|random|pct|pos|surw|uniform|exhaustive";

bool Parse(absl::string_view text, std::optional<ExploreStrategy>& to) {
  for (const StrategyRow& row : kStrategies) {
    if (row.name != text) continue;
    to = row.strategy;
    return true;
  }
  return false;
}

bool Parse(absl::string_view text, std::optional<ControlledThreads>& to) {
  if (text == "fibers") {
    to = ControlledThreads::kFibers;
  } else if (text == "os") {
    to = ControlledThreads::kReal;
  } else {
    return false;
  }
  return true;
}

bool Parse(absl::string_view text, std::optional<std::string>& to) {
  if (text.empty()) return false;
  to = std::string(text);
  return true;
}

bool ParseDepth(absl::string_view text, Options& to) {
  constexpr int kDeepest = 8;
  int value;
  if (!absl::SimpleAtoi(text, &value) || value < 1 || value > kDeepest) {
    return false;
  }
  to.pct_depth = value;
  return true;
}

bool ParseBound(absl::string_view text, Options& to) {
  int value = ExploreOptions::kNoPreemptionBound;
  if (text != "none" && (!absl::SimpleAtoi(text, &value) || value < 0)) {
    return false;
  }
  to.preemption_bound = value;
  return true;
}

bool ParseSteps(absl::string_view text, Options& to) {
  return Parse(text, to.max_steps) && *to.max_steps > 0;
}

// "64K", "8M", "1G", or bytes.
bool ParseStack(absl::string_view text, Options& to) {
  constexpr std::int64_t kLeast = std::int64_t{64} << 10;
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  const int shift = absl::ConsumeSuffix(&text, "K")   ? 10
                    : absl::ConsumeSuffix(&text, "M") ? 20
                    : absl::ConsumeSuffix(&text, "G") ? 30
                                                      : 0;
  std::int64_t number;
  if (!absl::SimpleAtoi(text, &number) || number < 0 ||
      number > kMost >> shift || number << shift < kLeast) {
    return false;
  }
  to.stack_bytes = number << shift;
  return true;
}

struct Row {
  OptionInfo info;
  bool (*set)(absl::string_view text, Options& options);  // null: an "other"
};

#define RACEKIT_SETTER(member) \
  [](absl::string_view text, Options& to) { return Parse(text, to.member); }

constexpr char kNumber[] = "N";
constexpr char kDuration[] = "DURATION, as 500ms, 30s, 1m or inf";
constexpr char kBool[] = "0|1";

const Row kRows[] = {
    {{"runs", kNumber, "200", "At most so many runs of a body; 0: no limit."},
     RACEKIT_SETTER(runs)},
    {{"time", kDuration, "1s", "At most so much time for a body's runs."},
     RACEKIT_SETTER(time)},
    {{"seed", "N or 0xN", "1",
      "The same seed makes the same decisions about delays."},
     RACEKIT_SETTER(seed)},
    {{"run_timeout", kDuration, "10s", "A run that takes longer is a hang."},
     RACEKIT_SETTER(run_timeout)},
    {{"inject", kBool, "1", "Whether to inject sleeps."},
     RACEKIT_SETTER(inject)},
    {{"compare", kBool, "0",
      "Whether every second run is without injected sleeps, to compare."},
     RACEKIT_SETTER(compare)},
    {{"isolation", "child|none|fork", "child",
      "Whether a child process runs the body; none is for debuggers. fork: "
      "each "
      "execution has a child of its own (explore)."},
     RACEKIT_SETTER(isolation)},
    {{"supervisor", kBool, "1",
      "0 is isolation=none for explore, which a debugger's presence implies."},
     RACEKIT_SETTER(supervisor)},
    {{"stop_at_first", kBool, "0", "Whether to stop at the first finding."},
     RACEKIT_SETTER(stop_at_first)},
    {{"verbose", kBool, "0", "Whether reports show all frames."},
     RACEKIT_SETTER(verbose)},
    {{"out", "FOLDER", "",
      "Where reports are written; else what Bazel collects, or "
      "racekit-report/PROGRAM if something was found."},
     RACEKIT_SETTER(out)},
    {{"executions", kNumber, "1000",
      "At most so many executions of a body; 0: no limit (explore)."},
     RACEKIT_SETTER(executions)},
    {{"strategy", kStrategyNames, "portfolio",
      "Who chooses the order of threads (explore)."},
     RACEKIT_SETTER(strategy)},
    {{"pct_depth", "1 to 8", "3",
      "Strategy pct: the depth of bug to look for (explore)."},
     &ParseDepth},
    {{"preemption_bound", "N or none", "none",
      "Strategy exhaustive: schedules with at most so many preemptions "
      "(explore)."},
     &ParseBound},
    {{"max_steps", "N, 1 or more", "1000000",
      "Scheduling points in one execution; more is a finding (explore)."},
     &ParseSteps},
    {{"threads", "fibers|os", "fibers",
      "What controlled threads are; os is for debuggers (explore)."},
     RACEKIT_SETTER(threads)},
    {{"stack_size", "N, NK, NM or NG, from 64K to 1G", "8M",
      "The stack of a thread that does not ask for a size itself (explore)."},
     &ParseStack},
    {{"replay", "SCHEDULE, as a report has it: rk1:...", "",
      "Replays this one execution, and nothing else (explore)."},
     RACEKIT_SETTER(replay)},
    {{"shrink", kNumber, "2000",
      "Executions that may be spent on a shorter schedule of each finding; 0: "
      "findings are reported as found (explore)."},
     RACEKIT_SETTER(shrink)},
    {{"tsan_suppressions", "FILE", "",
      "A ThreadSanitizer suppression file; race_test(suppressions=) sets it.",
      /*has_flag=*/false},
     nullptr},
    {{"update_goldens", "0|1|FOLDER", "0",
      "Whether racekit's own tests rewrite their golden files.",
      /*has_flag=*/false},
     nullptr},
    {{"deps", "auto|distro|upstream", "auto",
      "Where ./bazelw gets dependencies from.", /*has_flag=*/false},
     nullptr},
    {{"deps_dir", "DIRECTORY", "",
      "Where ./bazelw keeps the archives it fetched.", /*has_flag=*/false},
     nullptr},
    {{"cc", "COMPILER", "gcc", "What `racekit cc` runs.", /*has_flag=*/false},
     nullptr},
    {{"cxx", "COMPILER", "g++", "What `racekit c++` runs.", /*has_flag=*/false},
     nullptr},
};

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

absl::Status SetOption(const Row& row, const std::string& shown_name,
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
  for (const Row& row : kRows) {
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
  for (const Row& row : kRows) {
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
  if (max_steps) options.max_steps = *max_steps;
  if (supervisor && !*supervisor) options.isolation = Isolation::kNone;
  if (isolation) options.isolation = *isolation;
  if (run_timeout) options.hang_timeout = *run_timeout;
  if (threads) options.threads = *threads;
  if (stack_bytes) options.stack_bytes = *stack_bytes;
  if (stop_at_first) options.stop_at_first = *stop_at_first;
  if (replay) options.replay = *replay;
  if (shrink) options.shrink = *shrink;
  return options;
}

std::string_view StrategyName(ExploreStrategy strategy) {
  for (const StrategyRow& row : kStrategies) {
    if (row.strategy == strategy) return {row.name.data(), row.name.size()};
  }
  return "unknown";
}

const std::vector<OptionInfo>& AllOptions() {
  static const auto* const options = [] {
    auto* infos = new std::vector<OptionInfo>;
    for (const Row& row : kRows) infos->push_back(row.info);
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
