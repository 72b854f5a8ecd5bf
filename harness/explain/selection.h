// Which events of a trace a person needs to see.

#ifndef RACEKIT_HARNESS_EXPLAIN_SELECTION_H_
#define RACEKIT_HARNESS_EXPLAIN_SELECTION_H_

#include <vector>

#include "harness/explain/analysis.h"
#include "harness/explain/names.h"

namespace racekit::explain {

struct Selection {
  std::vector<bool> shown;   // by event: what a report shows
  std::vector<bool> listed;  // and what is kept beside, for whoever unfolds it
};

// The critical events; whatever is done to the same memory once there are
// threads; locks, waits and notifications that concern them; and threads coming
// and going. What a line reads again before anything else happens is left out;
// of long stories, all but the beginning and what surrounds the critical
// events.
Selection Select(const Events& events, const Analysis& analysis, Names& names);

}  // namespace racekit::explain

#endif  // RACEKIT_HARNESS_EXPLAIN_SELECTION_H_
