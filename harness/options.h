// Options of a test binary: from RACEKIT_* variables and --racekit_* flags.
//
//   RACEKIT_RUNS=1000 bazel-bin/account_test_stress
//   bazel test //bank:account_test --test_env=RACEKIT_TIME=30s
//   bazel-bin/account_test_stress --racekit_seed=7
//
// Flags are stronger than variables, variables stronger than what the code
// says. One table (AllOptions) feeds the parser, the help text and the page in
// docs/. A name that is none or a value that does not parse is an error which
// lists the right ones: a typo must not silently test less.
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_OPTIONS_H_
#define RACEKIT_HARNESS_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/explore_options.h"
#include "harness/stress.h"

namespace racekit {

// What was asked for; nullopt where nothing was.
struct Options {
  std::optional<std::int64_t> runs;
  std::optional<absl::Duration> time;
  std::optional<std::uint64_t> seed;
  std::optional<absl::Duration> run_timeout;
  std::optional<bool> inject;
  std::optional<bool> compare;
  std::optional<Isolation> isolation;
  std::optional<bool> supervisor;
  std::optional<bool> stop_at_first;
  std::optional<bool> verbose;
  std::optional<std::string> out;
  std::optional<std::int64_t> executions;
  std::optional<std::int64_t> max_steps;
  std::optional<ExploreStrategy> strategy;
  std::optional<detectors::DetectorSet> detectors;
  std::optional<std::vector<std::string>> atomic;
  std::optional<int> pct_depth;
  std::optional<int> preemption_bound;
  std::optional<ControlledThreads> threads;
  std::optional<std::int64_t> stack_bytes;
  std::optional<std::int64_t> memory_limit;
  std::optional<std::string> replay;
  std::optional<std::int64_t> shrink;
  // Options that other parts of racekit read: unparsed.
  std::map<std::string, std::string, std::less<>> others;

  // `options` with all that was asked for put in.
  StressOptions ApplyTo(StressOptions options) const;
  ExploreOptions ApplyTo(ExploreOptions options) const;
};

// "portfolio", "pct", ...: as the option has it.
std::string_view StrategyName(ExploreStrategy strategy);

// A row of the table.
struct OptionInfo {
  std::string_view name;      // "run_timeout": RACEKIT_RUN_TIMEOUT and
                              // --racekit_run_timeout
  std::string_view values;    // "DURATION", "0|1"
  std::string_view fallback;  // what holds if nobody says anything
  std::string_view help;      // a sentence
  bool has_flag = true;       // false: a variable only
};

// In the order in which help shows them.
const std::vector<OptionInfo>& AllOptions();

// The table as text for --racekit_help.
std::string OptionsHelp();

// Parses variables ("NAME=value"; only those that begin with RACEKIT_ matter)
// and then flags ("--racekit_runs=5"). InvalidArgument with the right names or
// values on any error.
absl::StatusOr<Options> ParseOptions(
    const std::vector<std::string>& environment,
    const std::vector<std::string>& flags);

// Takes the --racekit_* flags out of argv and remembers them and the
// environment for GlobalOptions(). `main` calls it first. On an error, prints
// it and exits with status 2; on --racekit_help prints OptionsHelp() and exits
// with 0.
void InitOptions(int* argc, char** argv);

// What InitOptions() saw; where it was not called, the environment alone, with
// the same treatment of errors.
const Options& GlobalOptions();

}  // namespace racekit

#endif  // RACEKIT_HARNESS_OPTIONS_H_
