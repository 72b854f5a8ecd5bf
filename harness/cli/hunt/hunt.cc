#include "harness/cli/hunt/hunt.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "harness/cli/hunt/item_result.h"
#include "harness/cli/hunt/plan.h"

namespace racekit::cli {

std::vector<ItemResult> Hunt(const std::vector<HuntItem>& plan, int jobs,
                             const ItemRunner& run,
                             const ItemObserver& observer) {
  std::vector<ItemResult> results(plan.size());
  absl::Mutex observer_mutex;
  auto run_one = [&](size_t i) {
    {
      absl::MutexLock lock(&observer_mutex);
      observer(plan[i], nullptr);
    }
    results[i] = run(plan[i]);
    absl::MutexLock lock(&observer_mutex);
    observer(plan[i], &results[i]);
  };

  std::vector<size_t> rest;
  for (size_t i = 0; i < plan.size(); ++i) {
    if (plan[i].compared) {
      run_one(i);
    } else {
      rest.push_back(i);
    }
  }
  std::atomic<size_t> next{0};
  std::vector<std::thread> workers;
  for (int job = 0; job < jobs; ++job) {
    workers.emplace_back([&] {
      for (size_t i; (i = next++) < rest.size();) run_one(rest[i]);
    });
  }
  for (std::thread& worker : workers) worker.join();
  return results;
}

}  // namespace racekit::cli
