#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "scenarios/queue/bounded_blocking_queue.h"
#include "scenarios/queue/delivery_log.h"
#include "scenarios/queue/hand_made_queue.h"
#include "scenarios/queue/queue.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::queue {
namespace {

// When the producers are through, the consumers are told that no more comes.
template <typename Queue>
std::string Run(Scale scale) {
  const int items_each = Sized(scale, 10, 1);
  const int num_producers = 2;
  const int num_consumers = Sized(scale, 2, 1);
  Queue queue(/*capacity=*/8);
  DeliveryLog log;
  std::vector<std::thread> consumers;
  for (int i = 0; i < num_consumers; ++i) {
    consumers.emplace_back([&] {
      while (const auto item = queue.Get()) log.Arrived(*item);
    });
  }
  std::vector<int> refused(num_producers);
  RunThreads(num_producers, [&](int i) {
    for (int n = 1; n <= items_each; ++n) {
      if (!queue.Put(i * items_each + n))
        ++refused[static_cast<std::size_t>(i)];
    }
  });
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
  for (int n : refused) {
    if (n > 0) return "items were refused before the queue was closed";
  }
  return log.Complaint(num_producers * items_each);
}

}  // namespace

Scenario Shutdown() {
  return {
      .name = "queue/shutdown",
      .kind = "order-violation",
      .summary =
          "Consumers go home when the queue is closed, though items "
          "are left in it.",
      .source = "a course on Python concurrency: producer and consumer",
      .invariant = "what was put before the queue was closed is got",
      .observed = "5 of 20 items never arrived, the first is 8",
      .variants =
          {
              Racy("leaves-at-flag", Run<HandMadeQueue<int>>,
                   Found({"order-violation"}), Silent(),
                   Found({"order-violation"})),
              Fixed("blocking-queue", Run<BoundedBlockingQueue<int>>),
          },
  };
}

}  // namespace racekit::scenarios::queue
