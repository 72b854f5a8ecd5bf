#include "harness/cli/program/program_flags.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "detectors/finding_kind.h"
#include "harness/cli/flags.h"
#include "harness/options.h"
#include "harness/size_text.h"
#include "harness/whole/request.h"

namespace racekit::cli {
namespace {

using Value = FlagInfo::Value;

const FlagInfo kExpectExit = {
    "expect-exit", Value::kRequired, "STATUS",
    "The exit status of a run that went well (0); another is a finding."};
const FlagInfo kTimeout = {
    "timeout", Value::kRequired, "DURATION",
    "An execution that comes to no scheduling point for so long is a hang "
    "(10s)."};
const FlagInfo kMaxSteps = {"max-steps", Value::kRequired, "N",
                            "Scheduling points in one execution; more is a "
                            "finding (1000000)."};
const FlagInfo kStack = {"stack-size", Value::kRequired, "SIZE",
                         "The stack of a thread that does not ask for a size "
                         "itself, as 512K (8M)."};
const FlagInfo kDetectors = {
    "detectors", Value::kRequired, "NAME,...",
    "Which detectors look on, as 'default,-happens-before' (default)."};
const FlagInfo kMemory = {"memory", Value::kRequired, "SIZE",
                          "The memory that an execution may use, as 512M; 0: "
                          "no limit (4G)."};
const FlagInfo kFileSize = {
    "file-size", Value::kRequired, "SIZE",
    "No file that an execution writes may be longer; 0: no limit (1G)."};
const FlagInfo kInScratch = {"in-scratch", Value::kNone, "",
                             "Run executions in a scratch folder, empty at the "
                             "start of each. $TMPDIR is "
                             "one in any case."};
const FlagInfo kAtomic = {
    "atomic", Value::kRequired, "FUNCTION,...",
    "Each call of these is to happen in one step, as 'Account::Withdraw': that "
    "others come between, so that it shows, is a finding."};
const FlagInfo kThreads = {"threads", Value::kRequired, "fibers|os",
                           "What controlled threads are; os is for debuggers."};
const FlagInfo kSeed = {"seed", Value::kRequired, "N",
                        "The same seed makes the same executions (1)."};
const FlagInfo kOut = {
    "out", Value::kRequired, "FOLDER",
    "Where reports and the output of failing executions are kept "
    "(racekit-report/PROGRAM)."};
const FlagInfo kJson = {
    "json", Value::kRequired, "FILE",
    "Write all results to FILE, which is up to date from the first finding "
    "on."};
const FlagInfo kVerbose = {"verbose", Value::kNone, "",
                           "Show all frames of stacks."};
const FlagInfo kHelp = {"help", Value::kNone, "", "This text."};

// Flags whose value the program's options take as it is.
struct Passed {
  const char* flag;
  const char* variable;
};
constexpr Passed kPassed[] = {
    {"executions", "RACEKIT_EXECUTIONS"},
    {"time", "RACEKIT_TIME"},
    {"seed", "RACEKIT_SEED"},
    {"strategy", "RACEKIT_STRATEGY"},
    {"detectors", "RACEKIT_DETECTORS"},
    {"atomic", "RACEKIT_ATOMIC"},
    {"timeout", "RACEKIT_RUN_TIMEOUT"},
    {"max-steps", "RACEKIT_MAX_STEPS"},
    {"stack-size", "RACEKIT_STACK_SIZE"},
    {"memory", "RACEKIT_MEMORY"},
    {"threads", "RACEKIT_THREADS"},
    {"shrink", "RACEKIT_SHRINK"},
    {"schedule", "RACEKIT_REPLAY"},
};

constexpr char kDefaultMemory[] = "4G";
constexpr char kDefaultFileSize[] = "1G";

// As the program itself would see it; the flag's name in place of its own.
absl::Status CheckValues(const ParsedFlags& flags) {
  for (const Passed& passed : kPassed) {
    const std::optional<std::string> value = flags.Text(passed.flag);
    if (!value) continue;
    const absl::StatusOr<Options> parsed =
        ParseOptions({absl::StrCat(passed.variable, "=", *value)}, {});
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--", passed.flag, "=", *value, ": ", parsed.status().message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<FlagInfo>& ProgramHuntFlags() {
  static const auto* const flags = new std::vector<FlagInfo>{
      {"executions", Value::kRequired, "N",
       "At most so many executions of the program."},
      {"time", Value::kRequired, "DURATION",
       "So much time, as 500ms, 10s, 2m (30s, unless --executions is given). "
       "Shortening the schedules of what was found comes on top."},
      kSeed,
      {"strategy", Value::kRequired, "NAME",
       "Who chooses the order of threads: portfolio (several of the others in "
       "turn), random, pct, pos, surw, uniform or exhaustive."},
      kDetectors,
      kAtomic,
      {"stop-at-first", Value::kNone, "", "End with the first finding."},
      kExpectExit,
      {"same-output", Value::kNone, "",
       "Each execution must write the same to standard output."},
      {"same-lines", Value::kNone, "",
       "Each execution must write the same lines there, in any order: none "
       "torn, doubled or missing."},
      {"line", Value::kRequired, "REGEX",
       "How each line there must look, as 'worker [0-9]+'."},
      {"fail-on", Value::kRequired, "KIND,...",
       "Only findings of these kinds make the hunt fail (all); others are "
       "reported all the same. --list-kinds lists them."},
      kJson,
      kOut,
      {"corpus", Value::kRequired, "FOLDER",
       "Keep the schedules of what is found there, and try those of earlier "
       "hunts first; without --seed, each hunt has the next one."},
      kTimeout,
      kMaxSteps,
      kStack,
      kMemory,
      kFileSize,
      kInScratch,
      kThreads,
      {"shrink", Value::kRequired, "N",
       "A tenth of so many executions may be spent on a shorter schedule of "
       "each finding; 0: findings are reported as found (10000)."},
      {"show-output", Value::kNone, "",
       "Let executions write to the terminal; else what those wrote in which "
       "something was found is in the reports' folder."},
      kVerbose,
      {"list-kinds", Value::kNone, "", "List the kinds of findings."},
      kHelp,
  };
  return *flags;
}

const std::vector<FlagInfo>& ReplayFlags() {
  static const auto* const flags = new std::vector<FlagInfo>{
      {"schedule", Value::kRequired, "SCHEDULE",
       "The execution to repeat, as a report has it: rk1:..."},
      kExpectExit,
      {"debugger", Value::kRequired, "COMMAND",
       "Run the execution under this debugger, as 'gdb', in the process that "
       "it starts."},
      {"json", Value::kRequired, "FILE", "Write the result to FILE."},
      kTimeout,
      kMaxSteps,
      kStack,
      kMemory,
      kFileSize,
      kInScratch,
      kDetectors,
      kAtomic,
      kThreads,
      kVerbose,
      kHelp,
  };
  return *flags;
}

const std::vector<FlagInfo>& DeflakeFlags() {
  static const auto* const flags = new std::vector<FlagInfo>{
      {"executions", Value::kRequired, "N",
       "So many schedules (1000, unless --time is given)."},
      {"time", Value::kRequired, "DURATION",
       "So much time, as 500ms, 10s, 2m; twice that where none of the "
       "schedules drawn at random fails."},
      kSeed,
      kExpectExit,
      kJson,
      kOut,
      kTimeout,
      kMaxSteps,
      kStack,
      kMemory,
      kFileSize,
      kInScratch,
      kVerbose,
      kHelp,
  };
  return *flags;
}

SplitArgs SplitAtDashes(const std::vector<std::string>& args) {
  const auto dashes = std::find(args.begin(), args.end(), "--");
  SplitArgs split;
  split.flags.assign(args.begin(), dashes);
  if (dashes != args.end()) {
    split.has_command = true;
    split.command.assign(dashes + 1, args.end());
  }
  return split;
}

absl::StatusOr<std::map<std::string, std::string>> EnvironmentFrom(
    const ParsedFlags& flags) {
  const absl::Status status = CheckValues(flags);
  if (!status.ok()) return status;
  std::map<std::string, std::string> environment;
  for (const Passed& passed : kPassed) {
    const std::optional<std::string> value = flags.Text(passed.flag);
    if (value) environment[passed.variable] = *value;
  }
  if (flags.Has("stop-at-first")) environment["RACEKIT_STOP_AT_FIRST"] = "1";
  if (flags.Has("same-output")) environment[whole::kSameOutputVariable] = "1";
  if (flags.Has("same-lines")) environment[whole::kSameLinesVariable] = "1";
  if (const auto line = flags.Text("line")) {
    environment[whole::kLineVariable] = *line;
  }
  if (flags.Has("in-scratch")) environment[whole::kInScratchVariable] = "1";
  environment.try_emplace("RACEKIT_MEMORY", kDefaultMemory);
  const std::string size_text =
      flags.Text("file-size").value_or(kDefaultFileSize);
  const std::optional<std::int64_t> file_size = ParseSize(size_text);
  if (!file_size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--file-size=", size_text, " is no size, as 512M, 2G or 0"));
  }
  environment[whole::kFileSizeVariable] = absl::StrCat(*file_size);
  if (flags.Has("show-output"))
    environment[whole::kShowOutputVariable] = "each";
  constexpr int kLargestStatus = 255;
  const auto expected = flags.Number("expect-exit", 0, kLargestStatus);
  if (!expected.ok()) return expected.status();
  if (*expected) {
    environment[whole::kExpectExitVariable] = absl::StrCat(**expected);
  }
  return environment;
}

absl::StatusOr<std::set<FindingKind>> FailureKinds(const ParsedFlags& flags) {
  const std::vector<FindingKind>& all = AllFindingKinds();
  if (!flags.Has("fail-on"))
    return std::set<FindingKind>(all.begin(), all.end());
  std::set<FindingKind> kinds;
  for (const std::string& name : flags.List("fail-on")) {
    const std::optional<FindingKind> kind = ParseFindingKind(name);
    if (!kind) {
      std::vector<std::string> names;
      for (const FindingKind known : all) {
        names.emplace_back(FindingKindName(known));
      }
      return absl::InvalidArgumentError(
          absl::StrCat("--fail-on: no finding is of kind '", name,
                       "'; there are ", absl::StrJoin(names, ", ")));
    }
    kinds.insert(*kind);
  }
  return kinds;
}

}  // namespace racekit::cli
