// What separates a passing execution from a failing one.

#ifndef RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_
#define RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_

#include <string>

#include "harness/explain/analysis.h"
#include "harness/explain/names.h"

namespace racekit::explain {

// The one reordering that separates a passing execution from the failing one:
// "passes if T1's write at a.cc:15 comes before T2's read at a.cc:20". Empty if
// the two agree in the order of all accesses to what the analysis is about.
std::string Contrast(const Events& failing, const Events& passing,
                     const Analysis& analysis, Names& names);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_
