// What a scheduling point costs, with and without a switch of threads, beside
// the bare switch of fiber and TLS that is in it.

#include <pthread.h>

#include <cstdint>

#include "benchmark/benchmark.h"
#include "benchmarks/ratios.h"
#include "harness/point.h"
#include "harness/runtime/arch_x86_64.h"
#include "harness/runtime/slot.h"
#include "harness/runtime/world.h"

namespace racekit::benchmarks {
namespace {

constexpr int kRounds = 100'000;

// Two fibers, each with a slot's stack and TLS, that hand over to each other.
struct Fiber {
  runtime::Slot* slot;
  void* stack_pointer;
};
Fiber fibers[2];
void* outside;
std::uintptr_t outside_pointer;

// These two are not instrumented: what is measured is the switch alone.
__attribute__((no_sanitize("thread"))) void PingPong() {
  for (int round = 0;; ++round) {
    if (round == kRounds) {
      runtime::SetThreadPointer(outside_pointer);
      void* left;
      runtime::SwitchStack(&left, outside);
    }
    runtime::SetThreadPointer(fibers[1].slot->thread_pointer);
    runtime::SwitchStack(&fibers[0].stack_pointer, fibers[1].stack_pointer);
  }
}

__attribute__((no_sanitize("thread"))) void Pong() {
  for (;;) {
    runtime::SetThreadPointer(fibers[0].slot->thread_pointer);
    runtime::SwitchStack(&fibers[1].stack_pointer, fibers[0].stack_pointer);
  }
}

constexpr std::size_t kStackBytes = std::size_t{256} << 10;

void BareSwitch(benchmark::State& state) {
  runtime::use_wrfsbase = runtime::HasFsgsbase();
  runtime::ForgetSlotsAfterFork();
  for (auto _ : state) {
    fibers[0].slot = runtime::PrepareSlot(0, kStackBytes);
    fibers[1].slot = runtime::PrepareSlot(1, kStackBytes);
    fibers[0].stack_pointer =
        runtime::PrepareStack(fibers[0].slot->stack_top, &PingPong);
    fibers[1].stack_pointer =
        runtime::PrepareStack(fibers[1].slot->stack_top, &Pong);
    outside_pointer = runtime::ThreadPointer();
    runtime::SetThreadPointer(fibers[0].slot->thread_pointer);
    runtime::SwitchStack(&outside, fibers[0].stack_pointer);
  }
  state.SetItemsProcessed(state.iterations() * 2 * kRounds);
}
BENCHMARK(BareSwitch)->UseRealTime();

// Always another thread, or never.
class Fixed final : public schedule::Strategy {
 public:
  explicit Fixed(bool switches) : switches_(switches) {}
  const char* name() const override { return "fixed"; }
  bool BeginExecution(std::uint64_t) override { return true; }
  // Not instrumented, as racekit's own strategies are not.
  __attribute__((no_sanitize("thread"))) schedule::ThreadId Choose(
      const schedule::Point& point) override {
    if (!switches_ && point.current != schedule::kNoThread) {
      return point.current;
    }
    return point.runnable[0] == point.current ? point.runnable[1]
                                              : point.runnable[0];
  }
  void EndExecution(const schedule::ThreadView*, int) override {}

 private:
  const bool switches_;
};

void* Points(void*) {
  for (int i = 0; i < kRounds; ++i) RACEKIT_POINT("benchmark");
  return nullptr;
}

void TwoThreadsWithPoints(void*) {
  pthread_t threads[2];
  for (pthread_t& thread : threads) {
    pthread_create(&thread, nullptr, &Points, nullptr);
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
}

void RunPoints(benchmark::State& state, bool switches) {
  runtime::use_wrfsbase = runtime::HasFsgsbase();
  Fixed strategy(switches);
  for (auto _ : state) {
    const runtime::Outcome outcome =
        runtime::world.Run(&TwoThreadsWithPoints, nullptr, &strategy, {},
                           runtime::ThreadMode::kFibers);
    const bool as_meant =
        switches ? outcome.switches > kRounds : outcome.switches < kRounds;
    if (!as_meant) state.SkipWithError("not the switches that were meant");
  }
  state.SetItemsProcessed(state.iterations() * 2 * kRounds);
}

void PointThatSwitches(benchmark::State& state) { RunPoints(state, true); }
BENCHMARK(PointThatSwitches)->UseRealTime();

void PointThatStays(benchmark::State& state) { RunPoints(state, false); }
BENCHMARK(PointThatStays)->UseRealTime();

const bool kStays = AddRatio(
    {"points: one that stays over one that switches (no more than 1/3 of it)",
     "PointThatSwitches", "PointThatStays", 3});
const bool kSwitch = AddRatio(
    {"switches: a point that switches over the bare switch (no more than 2 of "
     "it)",
     "BareSwitch", "PointThatSwitches", 0.5});

}  // namespace
}  // namespace racekit::benchmarks
