#include <string>
#include <vector>

#include "scenarios/fanout/fanout.h"
#include "scenarios/fanout/page.h"
#include "scenarios/fanout/page_fetch.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::fanout {
namespace {

using FetchFunction = std::vector<Page> (*)(Site& site, int count);

template <FetchFunction kFetch>
std::string Run(Scale scale) {
  const int pages = Sized(scale, 6, 2);
  Site site;
  return CheckPages(kFetch(site, pages), pages);
}

}  // namespace

Scenario ThreadPerItem() {
  return {
      .name = "fanout/thread-per-item",
      .kind = "lost-update",
      .summary =
          "A thread for each page puts what it fetched into results "
          "that all threads share.",
      .source = "a course on Python concurrency: a thread for each item",
      .invariant = "each page is among the results, once",
      .observed = "page 1 is missing",
      .variants =
          {
              Racy("unlocked-list", Run<FetchToUnlockedList>,
                   Found({"lost-update"}), Found({"data-race"}),
                   Found({"data-race", "lost-update"})),
              // Whoever looks for a place and whoever fills it both hold the
              // lock: ThreadSanitizer has nothing to say.
              Racy("free-place", Run<FetchToFreePlace>, Found({"lost-update"}),
                   Silent(), Found({"lost-update", "atomicity-violation"})),
              Racy("loop-variable", Run<FetchByReference>,
                   Found({"lost-update"}), Found({"data-race"}),
                   Found({"data-race"})),
              Fixed("own-place", Run<FetchToOwnPlace>),
              Fixed("mutex", Run<FetchToLockedList>),
              Fixed("futures", Run<FetchFutures>),
          },
  };
}

}  // namespace racekit::scenarios::fanout
