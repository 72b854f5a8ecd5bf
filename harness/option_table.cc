#include "harness/option_table.h"

#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "detectors/detector_names.h"
#include "harness/size_text.h"

namespace racekit {
namespace {

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

bool ParseDetectorList(absl::string_view text, Options& to) {
  detectors::DetectorSet set;
  std::string error;
  if (!detectors::ParseDetectors({text.data(), text.size()}, set, error)) {
    return false;
  }
  to.detectors = set;
  return true;
}

bool ParseFunctions(absl::string_view text, Options& to) {
  to.atomic.emplace();
  for (const absl::string_view name :
       absl::StrSplit(text, ',', absl::SkipEmpty())) {
    to.atomic->push_back(std::string(absl::StripAsciiWhitespace(name)));
  }
  return true;
}

// Of kDetectorNames, so that an error lists the right ones.
std::string_view DetectorValues() {
  static const auto* const values = [] {
    auto* text = new std::string(
        "names, separated by commas: default, all, none, -NAME to leave one "
        "out");
    for (const detectors::DetectorName& known : detectors::kDetectorNames) {
      text->append(", ").append(known.name);
    }
    return text;
  }();
  return *values;
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
// From `least` to `most` bytes.
bool ParseSizeWithin(absl::string_view text, std::int64_t least,
                     std::int64_t most, std::optional<std::int64_t>& to) {
  to = ParseSize(text);
  return to && *to >= least && *to <= most;
}

bool ParseStack(absl::string_view text, Options& to) {
  return ParseSizeWithin(text, std::int64_t{64} << 10, std::int64_t{1} << 30,
                         to.stack_bytes);
}

bool ParseMemory(absl::string_view text, Options& to) {
  return ParseSizeWithin(text, 0, std::int64_t{1} << 50, to.memory_limit);
}

#define RACEKIT_SETTER(member) \
  [](absl::string_view text, Options& to) { return Parse(text, to.member); }

constexpr char kNumber[] = "N";
constexpr char kDuration[] = "DURATION, as 500ms, 30s, 1m or inf";
constexpr char kBool[] = "0|1";

const internal::OptionRow kRows[] = {
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
    {{"detectors", DetectorValues(), "default",
      "Which detectors look on (explore)."},
     &ParseDetectorList},
    {{"atomic", "functions, separated by commas: Account::Withdraw,...", "",
      "Functions each call of which is to happen in one step (explore)."},
     &ParseFunctions},
    {{"max_steps", "N, 1 or more", "1000000",
      "Scheduling points in one execution; more is a finding (explore)."},
     &ParseSteps},
    {{"threads", "fibers|os", "fibers",
      "What controlled threads are; os is for debuggers (explore)."},
     RACEKIT_SETTER(threads)},
    {{"stack_size", "N, NK, NM or NG, from 64K to 1G", "8M",
      "The stack of a thread that does not ask for a size itself (explore)."},
     &ParseStack},
    {{"memory", "N, NK, NM or NG; 0: no limit", "0",
      "The memory that an execution may use where it has a process of its own "
      "(explore)."},
     &ParseMemory},
    {{"replay", "SCHEDULE, as a report has it: rk1:...", "",
      "Replays this one execution, and nothing else (explore)."},
     RACEKIT_SETTER(replay)},
    {{"shrink", kNumber, "10000",
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

}  // namespace

namespace internal {

absl::Span<const OptionRow> OptionTable() { return kRows; }

}  // namespace internal

std::string_view StrategyName(ExploreStrategy strategy) {
  for (const StrategyRow& row : kStrategies) {
    if (row.strategy == strategy) return {row.name.data(), row.name.size()};
  }
  return "unknown";
}

}  // namespace racekit
