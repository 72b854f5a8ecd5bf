#include "harness/whole/output_difference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace racekit::whole {
namespace {

constexpr std::size_t kMostShown = 60;

// In quotes, cut where it is long; "nothing" where there is no such line.
std::string Show(const std::vector<std::string_view>& lines,
                 std::size_t index) {
  if (index >= lines.size()) return "nothing";
  const std::string_view line = lines[index];
  std::string text = absl::CEscape(
      absl::string_view(line.data(), std::min(line.size(), kMostShown)));
  if (line.size() > kMostShown) text += "...";
  return absl::StrCat("\"", text, "\"");
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

std::optional<Finding> OutputDifference(std::string_view expected,
                                        std::string_view output) {
  if (expected == output) return std::nullopt;
  const std::vector<std::string_view> before = Lines(expected);
  const std::vector<std::string_view> now = Lines(output);
  std::size_t line = 0;
  while (line < before.size() && line < now.size() &&
         before[line] == now[line]) {
    ++line;
  }
  Finding finding;
  finding.kind = FindingKind::kOutputDiffers;
  finding.message =
      absl::StrCat("the output depends on the order of threads: line ",
                   line + 1, " is ", Show(now, line), ", and was ",
                   Show(before, line), " in the first execution");
  finding.detector = "output";
  finding.fingerprint = "output-differs";
  return finding;
}

}  // namespace racekit::whole
