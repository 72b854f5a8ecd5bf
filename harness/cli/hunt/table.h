// Text in columns.

#ifndef RACEKIT_HARNESS_CLI_HUNT_TABLE_H_
#define RACEKIT_HARNESS_CLI_HUNT_TABLE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace racekit::cli {

// Rows of cells; each column as wide as its widest cell, two spaces between.
// A row of a single cell is a line across all columns, and widens none; nor
// does a cell wider than `widest`, which pushes the rest of its row to the
// right.
class Table {
 public:
  explicit Table(size_t widest) : widest_(widest) {}

  void AddRow(std::vector<std::string> cells) {
    rows_.push_back(std::move(cells));
  }
  std::string ToString() const;

 private:
  const size_t widest_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_TABLE_H_
