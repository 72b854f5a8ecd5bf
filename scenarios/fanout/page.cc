#include "scenarios/fanout/page.h"

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace racekit::scenarios::fanout {
namespace {

int Words(int number) { return 100 + 7 * number; }

}  // namespace

Page Site::Fetch(int number) {
  std::lock_guard<std::mutex> lock(connection_);
  ++fetched_;
  return {number, Words(number)};
}

std::string CheckPages(const std::vector<Page>& pages, int count) {
  std::vector<int> times(static_cast<std::size_t>(count), 0);
  for (const Page& page : pages) {
    if (page.number == -1) continue;
    if (page.number < 0 || page.number >= count) {
      return "page " + std::to_string(page.number) + " was fetched, of " +
             std::to_string(count);
    }
    if (page.words != Words(page.number)) {
      return "page " + std::to_string(page.number) + " has " +
             std::to_string(page.words) + " words";
    }
    ++times[static_cast<std::size_t>(page.number)];
  }
  for (int number = 0; number < count; ++number) {
    const int n = times[static_cast<std::size_t>(number)];
    if (n == 1) continue;
    return "page " + std::to_string(number) +
           (n == 0 ? " is missing"
                   : " is there " + std::to_string(n) + " times");
  }
  return "";
}

}  // namespace racekit::scenarios::fanout
