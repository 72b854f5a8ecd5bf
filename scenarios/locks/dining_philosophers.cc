#include <string>

#include "scenarios/locks/dining_table.h"
#include "scenarios/locks/locks.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::locks {
namespace {

using EatFunction = void (*)(DiningTable&, int);

template <EatFunction kEat>
std::string Run(Scale scale) {
  const int seats = Sized(scale, 5, 3);
  const int meals_each = Sized(scale, 20, 1);
  DiningTable table(seats);
  RunThreads(seats, [&table, meals_each](int seat) {
    for (int i = 0; i < meals_each; ++i) kEat(table, seat);
  });
  for (const int meals : table.meals) {
    if (meals != meals_each) {
      return "a philosopher ate " + std::to_string(meals) + " times, not " +
             std::to_string(meals_each);
    }
  }
  return "";
}

}  // namespace

Scenario DiningPhilosophers() {
  return {
      .name = "locks/dining-philosophers",
      .kind = "deadlock",
      .summary = "Five philosophers take the left fork, then the right one.",
      .source = "Dijkstra's dining philosophers",
      .invariant = "everybody eats",
      .observed = "all hold their left fork and wait for ever for the right",
      .variants =
          {
              // A run that deadlocks costs its whole time limit: few runs.
              Racy("racy", Run<EatLeftFirst>, Found({"deadlock", "hang"}),
                   Found({"lock-order"}), Found({"deadlock"}), /*runs=*/40),
              Fixed("in-order", Run<EatInOrder>),
              Fixed("scoped-lock", Run<EatScopedLock>),
          },
  };
}

}  // namespace racekit::scenarios::locks
