#include <string>

#include "scenarios/locks/dining_table.h"
#include "scenarios/locks/locks.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::locks {
namespace {

constexpr int kMeals = 20;  // of each philosopher

using EatFunction = void (*)(DiningTable&, int);

template <EatFunction kEat>
std::string Run() {
  DiningTable table;
  RunThreads(DiningTable::kSeats, [&table](int seat) {
    for (int i = 0; i < kMeals; ++i) kEat(table, seat);
  });
  for (const int meals : table.meals) {
    if (meals != kMeals) {
      return "a philosopher ate " + std::to_string(meals) + " times, not " +
             std::to_string(kMeals);
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
