// How long it takes to judge a history of 10,000 operations.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "detectors/linearizability/history.h"
#include "detectors/linearizability/specification.h"

namespace racekit::benchmarks {
namespace {

using linearizability::Interval;
using linearizability::Specified;
using linearizability::Verdict;

constexpr int kOperations = 10'000;

// Threads that each begin an operation, do it at some moment, and end it: so
// the history holds. `perform` does operation number `i` on the sequential
// object and returns the step that says so.
template <typename Spec>
struct Recorded {
  std::vector<Interval> history;
  std::vector<typename Specified<Spec>::Step> steps;
  std::vector<int> parts;
};

template <typename Spec, typename Perform>
Recorded<Spec> Record(int threads, const Perform& perform) {
  struct Thread {
    int operation = -1;
    bool done = false;
  };
  std::mt19937 random(7);
  std::vector<Thread> running(static_cast<std::size_t>(threads));
  Recorded<Spec> recorded;
  recorded.steps.resize(kOperations);
  recorded.parts.resize(kOperations);
  Spec spec{};
  std::int64_t now = 0;
  int under_way = 0;
  while (static_cast<int>(recorded.history.size()) < kOperations ||
         under_way > 0) {
    const auto t = random() % static_cast<unsigned>(threads);
    Thread& thread = running[t];
    ++now;
    if (thread.operation < 0) {
      if (static_cast<int>(recorded.history.size()) == kOperations) continue;
      thread.operation = static_cast<int>(recorded.history.size());
      thread.done = false;
      Interval interval;
      interval.thread = static_cast<int>(t);
      interval.begin = now;
      recorded.history.push_back(interval);
      ++under_way;
    } else if (!thread.done) {
      const auto i = static_cast<std::size_t>(thread.operation);
      recorded.steps[i] = perform(spec, random, recorded.parts[i]);
      thread.done = true;
    } else {
      recorded.history[static_cast<std::size_t>(thread.operation)].end = now;
      thread.operation = -1;
      --under_way;
    }
  }
  return recorded;
}

template <typename Spec>
void Judge(benchmark::State& state, const Recorded<Spec>& recorded) {
  std::int64_t tried = 0;
  for (auto _ : state) {
    Specified<Spec> model({}, recorded.steps);
    const Verdict verdict = CheckHistory(recorded.history, model);
    if (!verdict.holds()) state.SkipWithError("a history that holds");
    tried = verdict.tried;
  }
  state.counters["configurations"] = static_cast<double>(tried);
  state.SetItemsProcessed(state.iterations() * kOperations);
}

void HistoryOfRegister(benchmark::State& state) {
  using Register = int;
  Judge(state, Record<Register>(
                   static_cast<int>(state.range(0)),
                   [](Register& value, std::mt19937& random,
                      int&) -> Specified<Register>::Step {
                     const int write = static_cast<int>(random() % 8);
                     if (random() % 2 == 0) {
                       value = write;
                       return [write](Register& r) {
                         r = write;
                         return true;
                       };
                     }
                     return [seen = value](Register& r) { return r == seen; };
                   }));
}
BENCHMARK(HistoryOfRegister)->Arg(4)->Arg(8)->Unit(benchmark::kMillisecond);

// Of at most four items, as a bounded queue has. Of a long one the order in
// which two items were pushed at the same time shows only when they are popped,
// after many others: the search would try the orders of all those.
void HistoryOfQueue(benchmark::State& state) {
  constexpr std::size_t kMost = 4;
  using Queue = std::deque<int>;
  int next = 0;
  Judge(state, Record<Queue>(static_cast<int>(state.range(0)),
                             [&next](Queue& queue, std::mt19937& random,
                                     int&) -> Specified<Queue>::Step {
                               if (random() % 2 == 0 && queue.size() < kMost) {
                                 queue.push_back(++next);
                                 return [item = next](Queue& q) {
                                   q.push_back(item);
                                   return true;
                                 };
                               }
                               std::optional<int> front;
                               if (!queue.empty()) {
                                 front = queue.front();
                                 queue.pop_front();
                               }
                               return [front](Queue& q) {
                                 if (q.empty()) return !front.has_value();
                                 if (front != q.front()) return false;
                                 q.pop_front();
                                 return true;
                               };
                             }));
}
BENCHMARK(HistoryOfQueue)->Arg(4)->Arg(8)->Unit(benchmark::kMillisecond);

// Ten keys, each judged by itself.
void HistoryOfMap(benchmark::State& state) {
  using Values = std::map<int, int>;
  const Recorded<Values> recorded =
      Record<Values>(static_cast<int>(state.range(0)),
                     [](Values& values, std::mt19937& random,
                        int& part) -> Specified<Values>::Step {
                       const int key = static_cast<int>(random() % 10);
                       part = key;
                       if (random() % 2 == 0) {
                         const int value = static_cast<int>(random() % 8);
                         values[key] = value;
                         return [key, value](Values& v) {
                           v[key] = value;
                           return true;
                         };
                       }
                       const auto it = values.find(key);
                       const int seen = it == values.end() ? -1 : it->second;
                       return [key, seen](Values& v) {
                         const auto found = v.find(key);
                         return (found == v.end() ? -1 : found->second) == seen;
                       };
                     });
  std::int64_t tried = 0;
  for (auto _ : state) {
    const Verdict verdict = linearizability::CheckParts<Values>(
        recorded.history, recorded.parts, {}, recorded.steps);
    if (!verdict.holds()) state.SkipWithError("a history that holds");
    tried = verdict.tried;
  }
  state.counters["configurations"] = static_cast<double>(tried);
  state.SetItemsProcessed(state.iterations() * kOperations);
}
BENCHMARK(HistoryOfMap)->Arg(4)->Arg(8)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace racekit::benchmarks
