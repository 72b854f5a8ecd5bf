#include "tests/golden.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

std::string Env(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Read from the kernel because GoogleTest's main() keeps argv to itself.
bool HasUpdateFlag() {
  const std::string arguments = ReadFile("/proc/self/cmdline").value_or("");
  for (std::string_view argument : absl::StrSplit(arguments, '\0')) {
    if (argument == "--update_goldens") return true;
  }
  return false;
}

// The source tree to write to; nullopt where goldens are only to be read.
std::optional<std::string> UpdateRoot() {
  const std::string variable = Env("RACEKIT_UPDATE_GOLDENS");
  if (absl::StartsWith(variable, "/")) return variable;
  if (variable == "1" || HasUpdateFlag()) {
    return Env("BUILD_WORKSPACE_DIRECTORY");
  }
  return std::nullopt;
}

testing::AssertionResult Update(const std::string& root,
                                std::string_view actual,
                                std::string_view path) {
  if (root.empty()) {
    return testing::AssertionFailure()
           << "cannot refresh " << path
           << ": the source tree is unknown. Use `bazel run`, or set "
              "RACEKIT_UPDATE_GOLDENS to the workspace's folder";
  }
  const std::string full = absl::StrCat(root, "/", path);
  std::ofstream file(full, std::ios::binary | std::ios::trunc);
  file << actual;
  file.close();
  if (!file) return testing::AssertionFailure() << "cannot write " << full;
  return testing::AssertionSuccess() << "wrote " << full;
}

std::vector<std::string_view> Lines(std::string_view text) {
  return absl::StrSplit(text, '\n');
}

}  // namespace

namespace internal {

std::string DiffLines(std::string_view expected, std::string_view actual) {
  if (expected == actual) return "";
  const std::vector<std::string_view> a = Lines(expected);
  const std::vector<std::string_view> b = Lines(actual);
  const size_t shorter = std::min(a.size(), b.size());
  size_t head = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  std::string diff = absl::StrCat("at line ", head + 1, ":\n");
  if (head > 0) absl::StrAppend(&diff, "  ", a[head - 1], "\n");
  for (size_t i = head; i < a.size() - tail; ++i) {
    absl::StrAppend(&diff, "- ", a[i], "\n");
  }
  for (size_t i = head; i < b.size() - tail; ++i) {
    absl::StrAppend(&diff, "+ ", b[i], "\n");
  }
  if (tail > 0) absl::StrAppend(&diff, "  ", a[a.size() - tail], "\n");
  return diff;
}

testing::AssertionResult CompareWithGolden(std::string_view actual,
                                           std::string_view path) {
  const std::optional<std::string> expected = ReadFile(Runfile(path));
  if (!expected) {
    return testing::AssertionFailure()
           << "no golden file " << path
           << " (is it in the test's data?). Refresh with --update_goldens. "
              "It would hold:\n"
           << actual;
  }
  if (actual == *expected) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << path << " (-) differs from what came out (+) "
         << internal::DiffLines(*expected, actual)
         << "If the change is meant, refresh with `bazel run <this test> -- "
            "--update_goldens` and read the diff.";
}

}  // namespace internal

testing::AssertionResult MatchesGolden(std::string_view actual,
                                       std::string_view path) {
  if (const std::optional<std::string> root = UpdateRoot()) {
    return Update(*root, actual, path);
  }
  return internal::CompareWithGolden(actual, path);
}

}  // namespace racekit
