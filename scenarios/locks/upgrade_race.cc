#include <atomic>
#include <string>

#include "scenarios/locks/locks.h"
#include "scenarios/locks/seats.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::locks {
namespace {

constexpr int kSeats = 3;
constexpr int kVisitors = 5;

template <typename Seats>
std::string Run() {
  Seats seats(kSeats);
  std::atomic<int> booked{0};
  RunThreads(kVisitors, [&](int) {
    if (seats.Book()) ++booked;
  });
  if (booked == kSeats && seats.free() == 0) return "";
  return std::to_string(booked) + " visitors booked one of " +
         std::to_string(kSeats) + " seats";
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
