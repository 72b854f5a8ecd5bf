#include <string>
#include <thread>
#include <vector>

#include "scenarios/queue/bounded_blocking_queue.h"
#include "scenarios/queue/delivery_log.h"
#include "scenarios/queue/hand_made_queue.h"
#include "scenarios/queue/queue.h"
#include "scenarios/queue/unlocked_ring.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::queue {
namespace {

// Every item has been dealt with when the queue is closed.
template <typename Queue, int kFullItemsEach>
std::string Run(Scale scale) {
  const int items_each = Sized(scale, kFullItemsEach, 2);
  const int num_producers = Sized(scale, 2, 1);
  const int num_consumers = Sized(scale, 3, 2);
  Queue queue(/*capacity=*/4);
  DeliveryLog log;
  std::vector<std::thread> consumers;
  for (int i = 0; i < num_consumers; ++i) {
    consumers.emplace_back([&] {
      while (const auto item = queue.Get()) {
        log.Arrived(*item);
        queue.TaskDone();
      }
    });
  }
  std::vector<std::thread> producers;
  for (int i = 0; i < num_producers; ++i) {
    producers.emplace_back([&queue, items_each, i] {
      for (int n = 1; n <= items_each; ++n) {
        if (!queue.Put(i * items_each + n)) return;
      }
    });
  }
  for (std::thread& producer : producers) producer.join();
  queue.Join();
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
  return log.Complaint(num_producers * items_each);
}

}  // namespace

Scenario Polling() {
  return {
      .name = "queue/polling",
      .kind = "atomicity-violation",
      .summary =
          "Consumers ask whether the queue is empty and then take: "
          "two of them take one item.",
      .source = "a course on Python concurrency: producer and consumer",
      .invariant = "every item that is put is got exactly once, and no other",
      .observed =
          "1 of 40 items never arrived, the first is 40; item 0, which "
          "nobody sent, arrived",
      .variants =
          {
              Racy("check-then-pop", Run<HandMadeQueue<int>, 20>,
                   Found({"atomicity-violation"}), Silent(),
                   Found({"atomicity-violation"})),
              Racy("unlocked", Run<UnlockedRing, 20>,
                   Found({"atomicity-violation"}), Found({"data-race"}),
                   Found({"data-race"})),
              Fixed("blocking-queue", Run<BoundedBlockingQueue<int>, 20>),
          },
  };
}

}  // namespace racekit::scenarios::queue
