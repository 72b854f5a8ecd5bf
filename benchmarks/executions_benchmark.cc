// Executions a second: small bodies, as Explore() runs them.

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "benchmarks/baton.h"
#include "benchmarks/ratios.h"
#include "harness/explore.h"

namespace racekit::benchmarks {
namespace {

template <typename Body>
void Run(benchmark::State& state, ControlledThreads threads, Body body,
         Isolation isolation = Isolation::kNone, ExploreOptions options = {}) {
  options.executions = isolation == Isolation::kFork ? 100 : 1000;
  options.isolation = isolation;
  options.time = absl::InfiniteDuration();
  options.threads = threads;
  std::int64_t executions = 0;
  for (auto _ : state) {
    options.seed += 1;
    executions += Explore(body, options).executions;
  }
  state.SetItemsProcessed(executions);
}

// What any execution costs.
void Empty(benchmark::State& state) {
  Run(state, ControlledThreads::kFibers, [] {});
}
BENCHMARK(Empty)->UseRealTime();

// Two threads, each twice: load an atomic counter, store it plus one.
void TwoByTwo() {
  std::atomic<int> counter{0};
  const auto increment = [&counter] {
    for (int i = 0; i < 2; ++i) counter.store(counter.load() + 1);
  };
  std::thread a(increment);
  std::thread b(increment);
  a.join();
  b.join();
}

void TwoByTwoFibers(benchmark::State& state) {
  Run(state, ControlledThreads::kFibers, TwoByTwo);
}
BENCHMARK(TwoByTwoFibers)->UseRealTime();

// With nothing that findings are reported by: assertions of the body are not
// captured, schedules are neither shrunk nor explained.
void TwoByTwoUnreported(benchmark::State& state) {
  ExploreOptions options;
  options.shrink = 0;
  options.capture_assertions = false;
  Run(state, ControlledThreads::kFibers, TwoByTwo, Isolation::kNone, options);
}
BENCHMARK(TwoByTwoUnreported)->UseRealTime();

const bool kReportedOverUnreported =
    AddRatio({"executions that find nothing: with reporting over without",
              "TwoByTwoUnreported", "TwoByTwoFibers", 0.98});

void TwoByTwoOs(benchmark::State& state) {
  Run(state, ControlledThreads::kReal, TwoByTwo);
}
BENCHMARK(TwoByTwoOs)->UseRealTime();

void TwoByTwoBaton(benchmark::State& state) {
  std::uint64_t seed = 0;
  for (auto _ : state) {
    std::atomic<int> counter{0};
    Baton baton(2, ++seed);
    const auto increment = [&](int me) {
      baton.Await(me);
      for (int i = 0; i < 2; ++i) {
        baton.Pass(me);
        const int value = counter.load();
        baton.Pass(me);
        counter.store(value + 1);
      }
      baton.Leave(me);
    };
    std::thread a(increment, 0);
    std::thread b(increment, 1);
    a.join();
    b.join();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(TwoByTwoBaton)->UseRealTime();

const bool kFibersOverBaton =
    AddRatio({"executions: fibers over real threads that pass a baton (2 x 2 "
              "increments)",
              "TwoByTwoBaton", "TwoByTwoFibers", 100});

// A process for each execution, beside a process that does nothing.
void TwoByTwoForked(benchmark::State& state) {
  Run(state, ControlledThreads::kFibers, TwoByTwo, Isolation::kFork);
}
BENCHMARK(TwoByTwoForked)->UseRealTime();

void BareForkAndWait(benchmark::State& state) {
  for (auto _ : state) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BareForkAndWait)->UseRealTime();

// An execution that has a process to itself may take as long as two processes.
const bool kForkedOverBareFork =
    AddRatio({"executions in a process each over bare fork() and waitpid()",
              "BareForkAndWait", "TwoByTwoForked", 0.5});

// Three threads, each once under a mutex.
void ThreeUnderAMutex(benchmark::State& state) {
  Run(state, ControlledThreads::kFibers, [] {
    std::mutex mutex;
    int counter = 0;
    const auto increment = [&] {
      const std::lock_guard<std::mutex> lock(mutex);
      ++counter;
    };
    std::thread a(increment);
    std::thread b(increment);
    std::thread c(increment);
    a.join();
    b.join();
    c.join();
  });
}
BENCHMARK(ThreeUnderAMutex)->UseRealTime();

}  // namespace
}  // namespace racekit::benchmarks
