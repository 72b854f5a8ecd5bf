// Fetching all pages of a site at once, with a thread for each.

#ifndef RACEKIT_SCENARIOS_FANOUT_PAGE_FETCH_H_
#define RACEKIT_SCENARIOS_FANOUT_PAGE_FETCH_H_

#include <vector>

#include "scenarios/fanout/page.h"

namespace racekit::scenarios::fanout {

// Each fetches pages 0 to `count` - 1 of `site`, a thread for each page, and
// returns them when all threads have ended.

// BUG: the threads share a list of results that is not locked. Two of them find
// the same place free, and one page replaces the other. A data race besides.
std::vector<Page> FetchToUnlockedList(Site& site, int count);

// BUG: the list is locked while a free place is looked for, and while it is
// filled, and not in between. No data race; the same pages are missing.
std::vector<Page> FetchToFreePlace(Site& site, int count);

// BUG: the threads refer to the loop's variable, which has gone on by the time
// they look at it: some fetch their neighbour's page.
std::vector<Page> FetchByReference(Site& site, int count);

// Fixed: each thread has a place of its own, and nothing is shared.
std::vector<Page> FetchToOwnPlace(Site& site, int count);

// Fixed: a lock around the whole of adding a page.
std::vector<Page> FetchToLockedList(Site& site, int count);

// Fixed: each thread's result is a future.
std::vector<Page> FetchFutures(Site& site, int count);

}  // namespace racekit::scenarios::fanout

#endif  // RACEKIT_SCENARIOS_FANOUT_PAGE_FETCH_H_
