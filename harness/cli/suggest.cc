#include "harness/cli/suggest.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace racekit::cli {
namespace {

constexpr size_t kMost = 5;

// Insertions, deletions, changes of a letter and swaps of two neighbours that
// lead from one word to the other.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1,
                                        std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const bool same = a[i - 1] == b[j - 1];
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                             cost[i - 1][j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::vector<std::string> NearNames(std::string_view wrong,
                                   const std::vector<std::string>& names) {
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(wrong, name);
    const bool is_part = wrong.size() >= 3 && absl::StrContains(name, wrong);
    if (is_part || distance <= std::max<size_t>(2, name.size() / 3)) {
      near.emplace_back(is_part ? 0 : distance, name);
    }
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  std::vector<std::string> best;
  for (auto& [distance, name] : near) {
    if (best.size() < kMost) best.push_back(std::move(name));
  }
  return best;
}

std::string DidYouMean(std::string_view wrong,
                       const std::vector<std::string>& names) {
  const std::vector<std::string> near = NearNames(wrong, names);
  if (near.empty()) return "";
  std::string text = "; did you mean ";
  for (size_t i = 0; i < near.size(); ++i) {
    const char* separator = i == 0 ? "" : i + 1 == near.size() ? " or " : ", ";
    absl::StrAppend(&text, separator, "'", near[i], "'");
  }
  return text + "?";
}

}  // namespace racekit::cli
