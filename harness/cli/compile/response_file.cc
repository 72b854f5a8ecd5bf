#include "harness/cli/compile/response_file.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace racekit::cli {
namespace {

constexpr int kMostDeep = 32;

void Expand(const std::vector<std::string>& args, FileReader read, int depth,
            std::vector<std::string>& expanded) {
  for (const std::string& arg : args) {
    std::optional<std::string> text;
    if (arg.size() > 1 && arg[0] == '@' && depth < kMostDeep) {
      text = read(arg.substr(1));
    }
    if (text) {
      Expand(SplitResponseFile(*text), read, depth + 1, expanded);
    } else {
      expanded.push_back(arg);
    }
  }
}

}  // namespace

std::vector<std::string> SplitResponseFile(std::string_view text) {
  std::vector<std::string> args;
  std::string arg;
  bool in_arg = false;
  char quote = '\0';
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      arg += text[++i];
      in_arg = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        arg += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_arg = true;
    } else if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
      if (in_arg) args.push_back(std::exchange(arg, ""));
      in_arg = false;
    } else {
      arg += c;
      in_arg = true;
    }
  }
  if (in_arg) args.push_back(std::move(arg));
  return args;
}

std::vector<std::string> ExpandResponseFiles(
    const std::vector<std::string>& args, FileReader read) {
  std::vector<std::string> expanded;
  Expand(args, read, 0, expanded);
  return expanded;
}

}  // namespace racekit::cli
