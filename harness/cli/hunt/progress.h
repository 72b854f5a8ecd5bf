// Shows that a hunt is getting on.

#ifndef RACEKIT_HARNESS_CLI_HUNT_PROGRESS_H_
#define RACEKIT_HARNESS_CLI_HUNT_PROGRESS_H_

#include <cstdio>
#include <list>
#include <string>

#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

// On a terminal one line that is overwritten again and again; elsewhere a line
// for each item that has ended.
class Progress {
 public:
  Progress(std::FILE* out, bool is_terminal, size_t total)
      : out_(out), is_terminal_(is_terminal), total_(total) {}

  // As an ItemObserver.
  void Note(const HuntItem& item, const ItemResult* result);

  // Removes the line.
  void Clear();

 private:
  void Show();

  std::FILE* const out_;
  const bool is_terminal_;
  const size_t total_;
  size_t ended_ = 0;
  size_t bad_ = 0;
  std::list<std::string> running_;
};

}  // namespace racekit::cli

#endif  // RACEKIT_HARNESS_CLI_HUNT_PROGRESS_H_
