#include "harness/cli/hunt/table.h"

#include <algorithm>
#include <string>
#include <vector>

namespace racekit::cli {

std::string Table::ToString() const {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows_) {
    if (row.size() == 1) continue;
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i].size() <= widest_) {
        widths[i] = std::max(widths[i], row[i].size());
      }
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 == row.size()) break;
      const size_t gap = std::max(widths[i], row[i].size()) - row[i].size();
      line.append(gap + 2, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace racekit::cli
