// A sequential specification in plain C++, for CheckHistory().
//
// A specification is any copyable class with ==; its operations are what a
// sequential object does:
//
//   struct Register {
//     int value = 0;
//     bool operator==(const Register& other) const {
//       return value == other.value;
//     }
//   };
//
//   Specified<Register> model({}, {
//       // write(1)
//       [](Register& r) { r.value = 1; return true; },
//       // read() = 1
//       [](Register& r) { return r.value == 1; },
//   });
//   CheckHistory(intervals, model).holds();
//
// If the class can be hashed (AbslHashValue), a state is found in constant
// time, else in time that grows with the number of states.
//
// Public header (C++17).

#ifndef RACEKIT_DETECTORS_LINEARIZABILITY_SPECIFICATION_H_
#define RACEKIT_DETECTORS_LINEARIZABILITY_SPECIFICATION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "detectors/linearizability/history.h"

namespace racekit::linearizability {

template <typename Spec>
class Specified final : public Model {
 public:
  // Of one operation of a history: does it, and says whether a sequential
  // object would have had the same result; false also where it would have had
  // to wait.
  using Step = std::function<bool(Spec&)>;
  // The same where there is more than one way: all states it may lead to.
  using Branch = std::function<std::vector<Spec>(const Spec&)>;

  Specified(Spec initial, std::vector<Step> steps)
      : initial_(std::move(initial)) {
    for (Step& step : steps) {
      branches_.push_back([step = std::move(step)](const Spec& from) {
        std::vector<Spec> to = {from};
        if (!step(to.front())) to.clear();
        return to;
      });
    }
  }
  Specified(Spec initial, std::vector<Branch> branches)
      : initial_(std::move(initial)), branches_(std::move(branches)) {}

  int Initial() override { return Number({initial_}); }

  // A state of the search is a set of states in which the object may be.
  int Apply(int state, int operation) override {
    const Branch& branch = branches_[static_cast<std::size_t>(operation)];
    States next;
    // By index: Number() may move them.
    for (const Spec& from : known_[static_cast<std::size_t>(state)]) {
      for (Spec& to : branch(from)) {
        bool is_new = true;
        for (const Spec& other : next) is_new = is_new && !(other == to);
        if (is_new) next.push_back(std::move(to));
      }
    }
    return next.empty() ? kImpossible : Number(std::move(next));
  }

  // How many states the search has seen.
  std::size_t states() const { return known_.size(); }

 private:
  using States = std::vector<Spec>;  // each once, in any order

  int Number(States states) {
    const std::size_t hash = Hash(states);
    const auto [begin, end] = numbers_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
      if (Same(known_[static_cast<std::size_t>(it->second)], states)) {
        return it->second;
      }
    }
    const int number = static_cast<int>(known_.size());
    known_.push_back(std::move(states));
    numbers_.emplace(hash, number);
    return number;
  }

  static std::size_t Hash(const States& states) {
    std::size_t sum = states.size();
    if constexpr (std::is_default_constructible_v<absl::Hash<Spec>>) {
      // Whatever their order.
      for (const Spec& state : states) sum += absl::Hash<Spec>()(state);
    }
    return sum;
  }

  static bool Same(const States& a, const States& b) {
    if (a.size() != b.size()) return false;
    for (const Spec& one : a) {
      bool found = false;
      for (const Spec& other : b) found = found || one == other;
      if (!found) return false;
    }
    return true;
  }

  const Spec initial_;
  std::vector<Branch> branches_;
  std::vector<States> known_;
  std::unordered_multimap<std::size_t, int> numbers_;
};

// An object that consists of independent ones, such as a map of its keys, is
// linearizable if each of these is (Herlihy and Wing; Horn and Kroening,
// "Faster linearizability checking via P-compositionality", 2015): each is
// checked by itself, which is much faster. `parts`: of each operation, which of
// them it is on. The verdict is that of the first part that does not hold, with
// its order; if all do, no order is told.
template <typename Spec>
Verdict CheckParts(const std::vector<Interval>& history,
                   const std::vector<int>& parts, const Spec& initial,
                   const std::vector<typename Specified<Spec>::Step>& steps,
                   Criterion criterion = Criterion::kLinearizable,
                   std::int64_t limit = 2'000'000) {
  std::map<int, std::vector<int>> by_part;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    by_part[parts[i]].push_back(static_cast<int>(i));
  }
  Verdict all;
  for (const auto& [part, operations] : by_part) {
    std::vector<Interval> intervals;
    std::vector<typename Specified<Spec>::Step> own_steps;
    for (const int operation : operations) {
      intervals.push_back(history[static_cast<std::size_t>(operation)]);
      own_steps.push_back(steps[static_cast<std::size_t>(operation)]);
    }
    Specified<Spec> model(initial, std::move(own_steps));
    Verdict verdict = CheckHistory(intervals, model, criterion, limit);
    all.tried += verdict.tried;
    if (verdict.holds()) continue;
    for (int& index : verdict.order) {
      index = operations[static_cast<std::size_t>(index)];
    }
    verdict.tried = all.tried;
    return verdict;
  }
  return all;
}

}  // namespace racekit::linearizability

#endif  // RACEKIT_DETECTORS_LINEARIZABILITY_SPECIFICATION_H_
