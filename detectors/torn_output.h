// Lines that threads or processes wrote, and that did not come out whole.
//
// Pure. Cost: linear in the output and its pieces, plus the regular
// expression's.

#ifndef RACEKIT_DETECTORS_TORN_OUTPUT_H_
#define RACEKIT_DETECTORS_TORN_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <regex>
#include <string_view>
#include <vector>

#include "detectors/finding.h"

namespace racekit::detectors {

// A part of an output, in one go by one thread.
struct OutputPiece {
  int thread = 0;
  std::size_t bytes = 0;
};

// The first line of `output` that is none of those that `line` matches as a
// whole: two lines in one ("worker number 0worker number 1"), a part of one, an
// empty one; or a last line without an end. nullopt if there is none.
//
// `pieces` says who wrote it, from the beginning on; the finding then does,
// too. Where it does not add up to the output, it is left aside.
std::optional<Finding> TornLine(std::string_view output, const std::regex& line,
                                const std::vector<OutputPiece>& pieces = {});

// Which line of `expected` is missing in `output`, or is there too often, or
// was never there. Their order does not matter. nullopt if there is none.
std::optional<Finding> LinesDiffer(std::string_view expected,
                                   std::string_view output);

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_TORN_OUTPUT_H_
