// What detectors cost: executions a second with none, with one of them, with
// those that are on by default.

#include <mutex>
#include <string_view>
#include <thread>

#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "benchmarks/ratios.h"
#include "detectors/detector_names.h"
#include "harness/explore.h"

namespace racekit::benchmarks {
namespace {

// Plain accesses, two locks one inside the other, memory that comes and goes:
// something for each of them to look at.
void Transfers() {
  struct Account {
    std::mutex mutex;
    int balance = 100;
  };
  Account from;
  Account to;
  const auto transfer = [&] {
    for (int i = 0; i < 10; ++i) {
      auto* const note = new int(i);
      const std::lock_guard<std::mutex> one(from.mutex);
      const std::lock_guard<std::mutex> other(to.mutex);
      from.balance -= *note;
      to.balance += *note;
      delete note;
    }
  };
  std::thread a(transfer);
  std::thread b(transfer);
  a.join();
  b.join();
}

void Run(benchmark::State& state, std::string_view detectors) {
  ExploreOptions options;
  options.executions = 1000;
  options.time = absl::InfiniteDuration();
  std::string error;
  if (!detectors::ParseDetectors(detectors, options.detectors, error)) {
    state.SkipWithError(error.c_str());
    return;
  }
  std::int64_t executions = 0;
  for (auto _ : state) {
    options.seed += 1;
    executions += Explore(&Transfers, options).executions;
  }
  state.SetItemsProcessed(executions);
}

void NoDetectors(benchmark::State& state) { Run(state, "none"); }
BENCHMARK(NoDetectors)->UseRealTime();
void HappensBefore(benchmark::State& state) { Run(state, "happens-before"); }
BENCHMARK(HappensBefore)->UseRealTime();
void LockOrder(benchmark::State& state) { Run(state, "lock-order"); }
BENCHMARK(LockOrder)->UseRealTime();
void Misuse(benchmark::State& state) { Run(state, "misuse"); }
BENCHMARK(Misuse)->UseRealTime();
void DefaultDetectors(benchmark::State& state) { Run(state, "default"); }
BENCHMARK(DefaultDetectors)->UseRealTime();

const bool kDefaultOverNone =
    AddRatio({"executions with the default detectors over those with none",
              "NoDetectors", "DefaultDetectors", 0.5});

}  // namespace
}  // namespace racekit::benchmarks
