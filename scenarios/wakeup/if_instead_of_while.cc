#include <string>
#include <thread>

#include "scenarios/queue/delivery_log.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"
#include "scenarios/wakeup/kitchen_counter.h"
#include "scenarios/wakeup/wakeup.h"

namespace racekit::scenarios::wakeup {
namespace {

template <typename Counter>
std::string Run(Scale scale) {
  const int waiters = 3;
  const int dishes_each = Sized(scale, 8, 2);  // that each waiter serves
  const int dishes = waiters * dishes_each;
  Counter counter;
  queue::DeliveryLog served;
  std::thread kitchen([&counter, dishes] {
    for (int dish = 1; dish <= dishes; ++dish) counter.Put(dish);
  });
  RunThreads(waiters, [&](int) {
    for (int i = 0; i < dishes_each; ++i) served.Arrived(counter.Take());
  });
  kitchen.join();
  return served.Complaint(dishes);
}

}  // namespace

Scenario IfInsteadOfWhile() {
  return {
      .name = "wakeup/if-instead-of-while",
      .kind = "atomicity-violation",
      .summary =
          "A thread that was woken takes it that what it waited for is "
          "still so.",
      .source = "the manuals' warning on condition variables",
      .invariant = "each dish is served once, and nothing else",
      .observed =
          "1 of 24 items never arrived, the first is 24; item 0, which "
          "nobody sent, arrived",
      .variants =
          {
              Racy("racy", Run<IfCounter>, Found({"atomicity-violation"}),
                   Silent(), Found({"atomicity-violation", "assertion"})),
              Fixed("while", Run<WhileCounter>),
              Fixed("absl-await", Run<AwaitCounter>),
          },
  };
}

}  // namespace racekit::scenarios::wakeup
