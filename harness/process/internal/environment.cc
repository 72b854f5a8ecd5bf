#include "harness/process/internal/environment.h"

#include <unistd.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/process/command.h"

namespace racekit::internal {
namespace {

bool HasNul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> MakeEnvironment(
    const Command& command) {
  std::map<std::string, std::string> variables;
  if (!command.clear_env) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr;
         ++entry) {
      const std::string_view text = *entry;
      const size_t equals = text.find('=');
      if (equals == std::string_view::npos) continue;
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : command.env) {
    if (name.empty() || name.find('=') != std::string::npos || HasNul(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", name, "' is no name for an environment variable"));
    }
    if (!value.has_value()) {
      variables.erase(name);
    } else if (HasNul(*value)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the value of the environment variable '", name, "' has a NUL byte"));
    } else {
      variables[name] = *value;
    }
  }
  std::vector<std::string> environment;
  environment.reserve(variables.size());
  for (const auto& [name, value] : variables) {
    environment.push_back(absl::StrCat(name, "=", value));
  }
  return environment;
}

absl::Status CheckArguments(const Command& command) {
  if (HasNul(command.program) || HasNul(command.cwd)) {
    return absl::InvalidArgumentError("a path has a NUL byte");
  }
  for (size_t i = 0; i < command.args.size(); ++i) {
    if (HasNul(command.args[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("argument ", i + 1, " has a NUL byte"));
    }
  }
  return absl::OkStatus();
}

std::vector<char*> ToPointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace racekit::internal
