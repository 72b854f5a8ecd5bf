#include <atomic>
#include <string>

#include "scenarios/locks/locks.h"
#include "scenarios/locks/seats.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::locks {
namespace {

template <typename Seats>
std::string Run(Scale scale) {
  const int free_seats = Sized(scale, 3, 1);
  const int visitors = Sized(scale, 5, 2);
  Seats seats(free_seats);
  std::atomic<int> booked{0};
  RunThreads(visitors, [&](int) {
    if (seats.Book()) ++booked;
  });
  if (booked == free_seats && seats.free() == 0) return "";
  return std::to_string(booked) + " visitors booked one of " +
         std::to_string(free_seats) + " seats";
}

}  // namespace

Scenario UpgradeRace() {
  return {
      .name = "locks/upgrade-race",
      .kind = "atomicity-violation",
      .summary =
          "A thread decides under a reader's lock and acts under the "
          "writer's, which it has to take anew.",
      .source = "the manuals' warning on upgrading reader/writer locks",
      .invariant = "five visitors book three seats: three of them have one",
      .observed = "4 visitors booked one of 3 seats",
      .variants =
          {
              Racy("racy", Run<UpgradingSeats>, Found({"atomicity-violation"}),
                   Silent(), Found({"atomicity-violation", "assertion"})),
              Fixed("recheck", Run<RecheckingSeats>),
              Fixed("absl-recheck", Run<AbslRecheckingSeats>),
          },
  };
}

}  // namespace racekit::scenarios::locks
