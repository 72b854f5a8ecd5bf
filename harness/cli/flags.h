// The command line of a subcommand: one table feeds the parser, the errors and
// the help.

#ifndef RACEKIT_HARNESS_CLI_FLAGS_H_
#define RACEKIT_HARNESS_CLI_FLAGS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace racekit::cli {

struct FlagInfo {
  enum class Value { kNone, kOptional, kRequired };

  std::string name;  // "runs", for --runs
  Value value;
  std::string placeholder;  // "N": what the help calls the value
  std::string help;         // a sentence
};

// What was given. Errors name the flag and the value as they were written.
class ParsedFlags {
 public:
  bool Has(std::string_view name) const;

  // The last value given; nullopt where there is none.
  std::optional<std::string> Text(std::string_view name) const;
  // All values: of a flag that may be repeated, or whose value is a list with
  // commas.
  std::vector<std::string> List(std::string_view name) const;

  // InvalidArgument unless it is a whole number from `low` to `high`.
  absl::StatusOr<std::optional<std::int64_t>> Number(std::string_view name,
                                                     std::int64_t low,
                                                     std::int64_t high) const;
  // InvalidArgument unless it is a positive duration, or "inf".
  absl::StatusOr<std::optional<absl::Duration>> Duration(
      std::string_view name) const;

 private:
  friend absl::StatusOr<ParsedFlags> ParseFlags(
      const std::vector<FlagInfo>& flags, const std::vector<std::string>& args);

  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// Takes --name, --name=value and --name value. InvalidArgument for an unknown
// flag (with the nearest names, and all of them), a value that is missing or
// not wanted, and for anything that is not a flag.
absl::StatusOr<ParsedFlags> ParseFlags(const std::vector<FlagInfo>& flags,
                                       const std::vector<std::string>& args);

// The table as text, a line or more for each flag, at most 80 columns wide.
std::string FlagsHelp(const std::vector<FlagInfo>& flags);

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_FLAGS_H_
