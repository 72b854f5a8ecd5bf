// The execution that explains a finding, as lines of text: a lane for each
// thread, an event a line.
//
// Pure, thread-safe.

#ifndef RACEKIT_HARNESS_REPORT_LANES_H_
#define RACEKIT_HARNESS_REPORT_LANES_H_

#include <string>
#include <vector>

#include "detectors/explanation.h"

namespace racekit {

struct LaneOptions {
  int columns = 100;  // no line is longer, unless a name alone is
  bool all = false;   // also what is of no interest at first sight
};

// Lanes stand side by side as far as `columns` goes, then overlap (an event has
// its line to itself), and where there are too many threads for that, each line
// begins with its thread's name. Empty if there is nothing to show.
std::vector<std::string> LanesToText(const Explanation& explanation,
                                     const LaneOptions& options);

}  // namespace racekit

#endif  // RACEKIT_HARNESS_REPORT_LANES_H_
