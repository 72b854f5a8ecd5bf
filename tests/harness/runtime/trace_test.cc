#include "harness/runtime/trace.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit::runtime {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;

std::vector<TraceEvent> Traced(absl::FunctionRef<void()> body) {
  ExploreOptions options;
  options.executions = 1;
  trace.Start();
  const Report report = Explore(body, options);
  trace.Stop();
  return std::vector<TraceEvent>(trace.events().begin(), trace.events().end());
}

std::vector<TraceEvent> At(const std::vector<TraceEvent>& events,
                           const volatile void* address) {
  std::vector<TraceEvent> result;
  for (const TraceEvent& event : events) {
    if (event.address == reinterpret_cast<std::uintptr_t>(address)) {
      result.push_back(event);
    }
  }
  return result;
}

std::vector<TraceKind> Kinds(const std::vector<TraceEvent>& events) {
  std::vector<TraceKind> kinds;
  for (const TraceEvent& event : events) kinds.push_back(event.kind);
  return kinds;
}

TEST(Trace, WritesHaveTheValueBeforeAndAfter) {
  static int value;
  value = 7;
  const std::vector<TraceEvent> events = Traced([] {
    std::thread([] { value += 2; }).join();
    EXPECT_EQ(value, 9);
  });
  const std::vector<TraceEvent> mine = At(events, &value);
  ASSERT_THAT(Kinds(mine), ElementsAre(TraceKind::kRead, TraceKind::kWrite,
                                       TraceKind::kRead));
  EXPECT_EQ(mine[0].thread, 1);
  EXPECT_EQ(mine[0].value, 7u);
  EXPECT_EQ(mine[1].before, 7u);
  EXPECT_EQ(mine[1].value, 9u);
  EXPECT_EQ(mine[2].thread, 0);
  EXPECT_EQ(mine[2].value, 9u);
}

TEST(Trace, AtomicOperationsHaveThemToo) {
  static std::atomic<std::int64_t> value;
  value = -1;
  const std::vector<TraceEvent> events = Traced([] {
    std::thread([] {
      value.store(5);
      value.fetch_add(1);
    }).join();
    EXPECT_EQ(value.load(), 6);
  });
  const std::vector<TraceEvent> mine = At(events, &value);
  ASSERT_THAT(Kinds(mine),
              ElementsAre(TraceKind::kAtomicStore, TraceKind::kAtomicRmw,
                          TraceKind::kAtomicLoad));
  EXPECT_EQ(static_cast<std::int64_t>(mine[0].before), -1);
  EXPECT_EQ(mine[0].value, 5u);
  EXPECT_EQ(mine[1].before, 5u);
  EXPECT_EQ(mine[1].value, 6u);
}

TEST(Trace, LocksThreadsAndWaitsAreInIt) {
  static std::mutex mutex;
  static std::condition_variable condition;
  static bool ready;
  ready = false;
  const std::vector<TraceEvent> events = Traced([] {
    std::thread waiter([] {
      std::unique_lock<std::mutex> lock(mutex);
      condition.wait(lock, [] { return ready; });
    });
    {
      const std::lock_guard<std::mutex> lock(mutex);
      ready = true;
      condition.notify_one();
    }
    waiter.join();
  });
  EXPECT_THAT(Kinds(At(events, &mutex)),
              AllOf(Contains(TraceKind::kLock), Contains(TraceKind::kUnlock)));
  EXPECT_THAT(Kinds(At(events, &condition)), Contains(TraceKind::kNotify));
  const std::vector<TraceKind> all = Kinds(events);
  const auto create = std::find(all.begin(), all.end(), TraceKind::kCreate);
  const auto exit = std::find(all.begin(), all.end(), TraceKind::kExit);
  const auto join = std::find(all.begin(), all.end(), TraceKind::kJoin);
  ASSERT_NE(join, all.end());
  EXPECT_LT(create, exit);
  EXPECT_LT(exit, join);
  EXPECT_EQ(events[static_cast<std::size_t>(create - all.begin())].other, 1);
}

TEST(Trace, HoldsOneExecutionAndNothingUnlessAskedFor) {
  const std::size_t first = Traced([] { std::thread([] {}).join(); }).size();
  const std::size_t second = Traced([] { std::thread([] {}).join(); }).size();
  EXPECT_GT(first, 0u);
  EXPECT_EQ(second, first);
  static int value;
  ExploreOptions options;
  options.executions = 1;
  Explore([] { std::thread([] { value = 1; }).join(); }, options);
  EXPECT_EQ(value, 1);
  EXPECT_EQ(trace.events().size(), second);
}

}  // namespace
}  // namespace racekit::runtime
