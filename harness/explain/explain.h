// An explanation: a trace and what was found in it, in words.
//
// Pure, given the names.

#ifndef RACEKIT_HARNESS_EXPLAIN_EXPLAIN_H_
#define RACEKIT_HARNESS_EXPLAIN_EXPLAIN_H_

#include <cstddef>
#include <vector>

#include "detectors/finding.h"
#include "harness/explain/analysis.h"
#include "harness/explain/names.h"

namespace racekit::explain {

// Events in the middle of which names should be asked for: one for each object
// that an explanation would mention, the critical ones' first. Ascending.
std::vector<std::size_t> EventsToName(const Events& events,
                                      const Analysis& analysis, Names& names,
                                      std::size_t most);

// Fills in headline, reasons and events of `finding.explanation`, and where the
// finding has none, location and critical accesses.
void Explain(const Events& events, const Analysis& analysis, Names& names,
             Finding& finding);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_EXPLAIN_H_
