// What separates a passing execution from a failing one.

#ifndef RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_
#define RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "harness/explain/analysis.h"
#include "harness/explain/names.h"
#include "harness/runtime/trace_event.h"

namespace racekit::explain {

// Two events of the failing execution that come the other way round in the
// passing one.
struct Reordering {
  std::size_t first = 0;
  std::size_t second = 0;
};

// The one reordering that separates the two, of all that concerns what the
// analysis is about; where no pattern was found, of all that threads do to what
// they share: locks, notifications, atomics, and other memory if `is_own` holds
// for the event. Nothing if the two agree in all that.
std::optional<Reordering> FindReordering(
    const Events& failing, const Events& passing, const Analysis& analysis,
    const std::function<bool(const runtime::TraceEvent&)>& is_own);

// What a wrong result hangs on that is none of the patterns: the order of these
// two.
Analysis ExplainByOrder(const Events& failing, const Reordering& reordering);

// "passes if T1's write at a.cc:15 comes before T2's read at a.cc:20".
std::string Contrast(const Events& failing, const Reordering& reordering,
                     const Analysis& analysis, Names& names);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_CONTRAST_H_
