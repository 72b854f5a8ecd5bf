#include <atomic>
#include <string>
#include <thread>

#include "scenarios/pool/careless_pool.h"
#include "scenarios/pool/pool.h"
#include "scenarios/pool/thread_pool.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::pool {
namespace {

// The pool is stopped while tasks are being submitted.
template <typename Pool>
std::string Run(Scale scale) {
  const int tasks = Sized(scale, 6, 2);
  Pool pool(/*threads=*/2);
  std::atomic<int> done{0};
  int accepted = 0;
  std::thread client([&] {
    for (int i = 0; i < tasks; ++i) {
      if (pool.Submit([&done] { ++done; })) ++accepted;
    }
  });
  std::thread owner([&pool] { pool.Stop(); });
  client.join();
  owner.join();
  if (done == accepted) return "";
  return std::to_string(done) + " tasks were done, of " +
         std::to_string(accepted) + " accepted";
}

}  // namespace

Scenario Shutdown() {
  return {
      .name = "pool/shutdown",
      .kind = "order-violation",
      .summary = "A pool of threads is stopped while it is given tasks.",
      .source = "hand-made thread pools, as found in many a codebase",
      .invariant = "each task that was accepted is done, and all threads end",
      .observed = "1 tasks were done, of 2 accepted",
      .variants =
          {
              Racy("drops-tasks", Run<CarelessPool<Carelessness::kDropsTasks>>,
                   Found({"order-violation"}), Silent(),
                   Found({"order-violation", "assertion"})),
              Racy("accepts-after-stop",
                   Run<CarelessPool<Carelessness::kAcceptsAfterStop>>,
                   Found({"order-violation"}), Silent(),
                   Found({"order-violation", "assertion"}), /*runs=*/400),
              // A run that waits for ever costs its whole time limit.
              Racy("sleeps-on", Run<CarelessPool<Carelessness::kSleepsOn>>,
                   Found({"hang", "deadlock"}), Found({"hang", "deadlock"}),
                   Found({"deadlock", "lost-wakeup"}), /*runs=*/400),
              Fixed("mutex", Run<ThreadPool>),
              Fixed("absl-mutex", Run<AbslThreadPool>),
          },
  };
}

}  // namespace racekit::scenarios::pool
