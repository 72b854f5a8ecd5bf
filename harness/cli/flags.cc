#include "harness/cli/flags.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "harness/cli/suggest.h"

namespace racekit::cli {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kHelpColumn = 24;

std::string Spelling(const FlagInfo& flag) {
  switch (flag.value) {
    case FlagInfo::Value::kNone:
      break;
    case FlagInfo::Value::kOptional:
      return absl::StrCat("--", flag.name, "[=", flag.placeholder, "]");
    case FlagInfo::Value::kRequired:
      return absl::StrCat("--", flag.name, "=", flag.placeholder);
  }
  return absl::StrCat("--", flag.name);
}

absl::Status UnknownFlag(std::string_view written,
                         const std::vector<FlagInfo>& flags) {
  std::vector<std::string> names;
  for (const FlagInfo& flag : flags) names.push_back("--" + flag.name);
  return absl::InvalidArgumentError(
      absl::StrCat("unknown flag '", written, "'", DidYouMean(written, names),
                   "\nThere are: ", absl::StrJoin(names, " ")));
}

absl::Status BadValue(std::string_view name, const std::string& value,
                      std::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat("--", name, "=", value, ": '", value, "' is not ", wanted));
}

}  // namespace

bool ParsedFlags::Has(std::string_view name) const {
  return values_.find(name) != values_.end();
}

std::optional<std::string> ParsedFlags::Text(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> ParsedFlags::List(std::string_view name) const {
  std::vector<std::string> list;
  const auto found = values_.find(name);
  if (found == values_.end()) return list;
  for (const std::string& value : found->second) {
    for (std::string_view part : absl::StrSplit(value, ',')) {
      list.emplace_back(part);
    }
  }
  return list;
}

absl::StatusOr<std::optional<std::int64_t>> ParsedFlags::Number(
    std::string_view name, std::int64_t low, std::int64_t high) const {
  const std::optional<std::string> text = Text(name);
  if (!text.has_value()) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(*text, &number) || number < low || number > high) {
    const bool unbounded = high == std::numeric_limits<std::int64_t>::max();
    return BadValue(
        name, *text,
        absl::StrCat("a whole number from ", low,
                     unbounded ? " up" : absl::StrCat(" to ", high)));
  }
  return std::optional<std::int64_t>(number);
}

absl::StatusOr<std::optional<absl::Duration>> ParsedFlags::Duration(
    std::string_view name) const {
  const std::optional<std::string> text = Text(name);
  if (!text.has_value()) return std::optional<absl::Duration>();
  absl::Duration duration;
  if (!absl::ParseDuration(*text, &duration) ||
      duration <= absl::ZeroDuration()) {
    return BadValue(name, *text, "a duration such as 500ms, 10s, 2m or inf");
  }
  return std::optional<absl::Duration>(duration);
}

absl::StatusOr<ParsedFlags> ParseFlags(const std::vector<FlagInfo>& flags,
                                       const std::vector<std::string>& args) {
  ParsedFlags parsed;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string_view arg = args[i];
    if (!absl::StartsWith(arg, "-")) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", arg, "' is not a flag: flags begin with --"));
    }
    const size_t equals = arg.find('=');
    const bool has_value = equals != std::string_view::npos;
    const std::string_view written = arg.substr(0, equals);
    const auto flag = std::find_if(
        flags.begin(), flags.end(),
        [&](const FlagInfo& known) { return written == "--" + known.name; });
    if (flag == flags.end()) return UnknownFlag(written, flags);
    std::vector<std::string>& values = parsed.values_[flag->name];
    if (has_value && flag->value == FlagInfo::Value::kNone) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", arg, "': ", written, " takes no value"));
    }
    if (has_value) {
      values.emplace_back(arg.substr(equals + 1));
    } else if (flag->value == FlagInfo::Value::kRequired) {
      if (i + 1 == args.size() || absl::StartsWith(args[i + 1], "--")) {
        return absl::InvalidArgumentError(
            absl::StrCat("'", arg, "' needs a value: ", Spelling(*flag)));
      }
      values.push_back(args[++i]);
    }
  }
  return parsed;
}

std::string FlagsHelp(const std::vector<FlagInfo>& flags) {
  std::string text;
  for (const FlagInfo& flag : flags) {
    std::string line = absl::StrCat("  ", Spelling(flag));
    if (line.size() + 2 > kHelpColumn) {
      absl::StrAppend(&text, line, "\n");
      line.clear();
    }
    line.resize(kHelpColumn, ' ');
    for (std::string_view word : absl::StrSplit(flag.help, ' ')) {
      if (line.size() + word.size() > kWidth) {
        absl::StrAppend(&text, line.substr(0, line.find_last_not_of(' ') + 1),
                        "\n");
        line.assign(kHelpColumn, ' ');
      }
      absl::StrAppend(&line, word, " ");
    }
    absl::StrAppend(&text, line.substr(0, line.find_last_not_of(' ') + 1),
                    "\n");
  }
  return text;
}

}  // namespace racekit::cli
