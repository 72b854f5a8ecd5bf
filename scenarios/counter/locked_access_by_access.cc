#include <string>

#include "scenarios/counter/counter.h"
#include "scenarios/counter/get_set_counter.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::counter {
namespace {

template <typename Counter>
std::string Run(Scale scale) {
  const int sensors = Sized(scale, 5, 2);
  const int readings = Sized(scale, 200, 2);  // of each sensor
  Counter counter;
  RunThreads(sensors, [&counter, readings](int) {
    for (int i = 0; i < readings; ++i) counter.Add(1);
  });
  if (counter.count() == sensors * readings) return "";
  return "counter is " + std::to_string(counter.count()) + ", not " +
         std::to_string(sensors * readings);
}

}  // namespace

Scenario LockedAccessByAccess() {
  return {
      .name = "counter/locked-access-by-access",
      .kind = "lost-update",
      .summary =
          "Reading the counter is locked and writing it is locked, but "
          "not both together.",
      .source =
          "a course on Python concurrency: what the global lock does not "
          "protect",
      .invariant = "five threads that each count 200 readings make 1,000",
      .observed = "counter is 612, not 1000",
      .variants =
          {
              // No two accesses are unordered: ThreadSanitizer has nothing to
              // say, and is right.
              Racy("racy", Run<GetSetCounter>, Found({"lost-update"}), Silent(),
                   Found({"lost-update", "atomicity-violation"})),
              Fixed("one-critical-section", Run<AddCounter>),
              Fixed("compare-exchange", Run<CompareExchangeCounter>),
          },
  };
}

}  // namespace racekit::scenarios::counter
