// How an execution grows: with the threads it has, and with the steps they
// make.

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "harness/explore.h"

namespace racekit::benchmarks {
namespace {

struct Work {
  int steps;
  std::atomic<int> counter{0};
};

void* Increment(void* argument) {
  auto* work = static_cast<Work*>(argument);
  for (int i = 0; i < work->steps; ++i) {
    work->counter.fetch_add(1, std::memory_order_relaxed);
  }
  return nullptr;
}

// All steps of all threads together: items are steps, so the time of one is to
// be read off directly.
void Grow(benchmark::State& state, int threads, int steps) {
  ExploreOptions options;
  options.executions = 12;
  options.time = absl::InfiniteDuration();
  options.max_steps = 10'000'000;
  std::int64_t done = 0;
  for (auto _ : state) {
    options.seed += 1;
    Explore(
        [&] {
          Work work{steps / threads};
          std::vector<pthread_t> all(static_cast<std::size_t>(threads));
          for (pthread_t& thread : all) {
            pthread_create(&thread, nullptr, &Increment, &work);
          }
          for (const pthread_t thread : all) pthread_join(thread, nullptr);
          done += work.counter.load();
        },
        options);
  }
  state.SetItemsProcessed(done);
}

void GrowthWithThreads(benchmark::State& state) {
  Grow(state, static_cast<int>(state.range(0)), 20'000);
}
BENCHMARK(GrowthWithThreads)->RangeMultiplier(2)->Range(2, 128)->UseRealTime();

void GrowthWithSteps(benchmark::State& state) {
  Grow(state, 2, static_cast<int>(state.range(0)));
}
BENCHMARK(GrowthWithSteps)
    ->RangeMultiplier(10)
    ->Range(10, 1'000'000)
    ->UseRealTime();

}  // namespace
}  // namespace racekit::benchmarks
