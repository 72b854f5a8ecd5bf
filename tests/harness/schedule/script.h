// Threads as lists of operations that never block: the points they would come
// to, written by hand, for strategies to choose at.

#ifndef RACEKIT_TESTS_HARNESS_SCHEDULE_SCRIPT_H_
#define RACEKIT_TESTS_HARNESS_SCHEDULE_SCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/schedule/strategy.h"

namespace racekit::schedule {

struct Script {
  std::vector<std::vector<Operation>> threads;  // all there from the start

  // `count` writes to `object` by a new thread.
  Script& Writes(std::uint64_t object, int count) {
    threads.emplace_back();
    return ThenWrites(object, count);
  }
  // And more of them by the same.
  Script& ThenWrites(std::uint64_t object, int count) {
    for (int i = 0; i < count; ++i) {
      Then(OperationKind::kAtomicStore, object);
    }
    return *this;
  }
  Script& Then(OperationKind kind, std::uint64_t object) {
    std::vector<Operation>& operations = threads.back();
    Operation operation;
    operation.kind = kind;
    operation.object = object;
    operation.site = 1000 * threads.size() + operations.size();
    operation.ordinal = static_cast<std::uint32_t>(operations.size());
    operations.push_back(operation);
    return *this;
  }
};

// One execution. The interleaving as a digit for each operation: whose it was.
// nullopt if the strategy has nothing left.
inline std::optional<std::string> RunScript(const Script& script,
                                            Strategy& strategy,
                                            std::uint64_t execution) {
  if (!strategy.BeginExecution(execution)) return std::nullopt;
  const bool watched = strategy.WatchesForced();
  std::string order;
  std::vector<ThreadView> views(script.threads.size());
  std::vector<std::size_t> next(script.threads.size());
  ThreadId current = kNoThread;
  for (std::int64_t step = 0;; ++step) {
    std::vector<ThreadId> runnable;
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] == script.threads[i].size()) continue;
      views[i].pending = script.threads[i][next[i]];
      runnable.push_back(static_cast<ThreadId>(i));
    }
    if (runnable.empty()) break;
    ThreadId chosen = runnable[0];
    if (runnable.size() > 1) {
      Point point;
      point.runnable = runnable.data();
      point.count = static_cast<int>(runnable.size());
      point.threads = views.data();
      point.thread_count = static_cast<int>(views.size());
      point.step = step;
      if (current != kNoThread && IsRunnable(point, current)) {
        point.current = current;
      }
      chosen = strategy.Choose(point);
    } else if (watched) {
      strategy.OnForced(views.data(), chosen);
    }
    order += static_cast<char>('0' + chosen);
    ++next[static_cast<std::size_t>(chosen)];
    current = chosen;
  }
  strategy.EndExecution(views.data(), static_cast<int>(views.size()));
  return order;
}

}  // namespace racekit::schedule

#endif  // RACEKIT_TESTS_HARNESS_SCHEDULE_SCRIPT_H_
