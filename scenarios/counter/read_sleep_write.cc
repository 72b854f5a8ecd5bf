#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "scenarios/counter/counter.h"
#include "scenarios/counter/ticket_counter.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::counter {
namespace {

// How long each worker works: random, and the same in every run.
std::vector<std::chrono::microseconds> WorkingTimes(int workers,
                                                    unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<std::chrono::microseconds> times;
  for (int i = 0; i < workers; ++i) times.emplace_back(random() % 100);
  return times;
}

template <typename Counter>
std::string Run(Scale scale) {
  const int workers = Sized(scale, 10, 2);
  const auto times = WorkingTimes(workers, /*seed=*/1);
  Display display;
  Counter counter(&display);
  RunThreads(workers, [&](int worker) {
    counter.Next(times[static_cast<std::size_t>(worker)]);
  });
  std::string in_order;
  for (int n = 1; n <= workers; ++n) in_order += std::to_string(n) + " ";
  if (display.text() == in_order) return "";
  return "counted " + display.text();
}

}  // namespace

Scenario ReadSleepWrite() {
  return {
      .name = "counter/read-sleep-write",
      .kind = "lost-update",
      .summary =
          "Workers read the count, work for a random time, write the "
          "count plus one and print it.",
      .source = "a course on Python concurrency: \"{count} \" from ten threads",
      .invariant = "ten workers count from 1 to 10",
      .observed = "counted 1 2 3 4 5 6 7 1 6 6",
      .variants =
          {
              Racy("racy", Run<UnlockedTicketCounter>, Found({"lost-update"}),
                   Found({"data-race"}), Found({"data-race", "lost-update"})),
              Fixed("mutex", Run<LockedTicketCounter>),
              Fixed("absl-mutex", Run<AbslLockedTicketCounter>),
          },
  };
}

}  // namespace racekit::scenarios::counter
