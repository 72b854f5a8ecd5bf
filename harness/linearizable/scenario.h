// A small concurrent program on one object: what is called before there are
// threads, what by each thread, and what after they have ended.
//
// C++17.

#ifndef RACEKIT_HARNESS_LINEARIZABLE_SCENARIO_H_
#define RACEKIT_HARNESS_LINEARIZABLE_SCENARIO_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/linearizability/history.h"

namespace racekit::internal {

// An operation, and which of its possible arguments.
struct Call {
  int operation = 0;
  int arguments = 0;
};

struct CallScenario {
  std::vector<Call> before;
  std::vector<std::vector<Call>> threads;
  std::vector<Call> after;

  // In the order in which calls are numbered: those before, each thread's,
  // those after.
  std::vector<Call> All() const {
    std::vector<Call> all = before;
    for (const std::vector<Call>& thread : threads) {
      all.insert(all.end(), thread.begin(), thread.end());
    }
    all.insert(all.end(), after.begin(), after.end());
    return all;
  }
};

// How large they are made.
struct ScenarioSize {
  int threads = 3;  // 2 to so many
  int calls = 3;    // on each thread, 1 to so many
  int outside = 2;  // before and after, 0 to so many each
};

// Scenario number `number` of `seed`: always the same. Small ones come first.
// `arguments`: of each operation, how many there are to choose from.
CallScenario MakeScenario(const std::vector<int>& arguments,
                          const ScenarioSize& size, std::uint64_t seed,
                          std::uint64_t number);

// All scenarios that are a step simpler: a thread, a call less, or a call with
// the first arguments or the ones before. The largest steps first.
std::vector<CallScenario> Simpler(const CallScenario& scenario);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_LINEARIZABLE_SCENARIO_H_
