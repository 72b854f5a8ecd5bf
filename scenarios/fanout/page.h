// Pages of a site, fetched one by one.

#ifndef RACEKIT_SCENARIOS_FANOUT_PAGE_H_
#define RACEKIT_SCENARIOS_FANOUT_PAGE_H_

#include <mutex>
#include <string>
#include <vector>

namespace racekit::scenarios::fanout {

struct Page {
  int number = -1;  // -1: not fetched
  int words = 0;
};

// Where pages come from. Thread-safe: one connection, one page at a time.
class Site {
 public:
  Page Fetch(int number);

 private:
  std::mutex connection_;
  int fetched_ = 0;  // guarded by connection_
};

// "" if `pages` are 0 to `count` - 1, each once and whole, in any order; else
// what is wrong with them.
std::string CheckPages(const std::vector<Page>& pages, int count);

}  // namespace racekit::scenarios::fanout

#endif  // RACEKIT_SCENARIOS_FANOUT_PAGE_H_
