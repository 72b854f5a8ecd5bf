// Histories written by hand, and a way to judge them that tries everything.

#ifndef RACEKIT_TESTS_DETECTORS_LINEARIZABILITY_HISTORY_UTIL_H_
#define RACEKIT_TESTS_DETECTORS_LINEARIZABILITY_HISTORY_UTIL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "detectors/linearizability/history.h"
#include "detectors/linearizability/specification.h"

namespace racekit::linearizability {

struct Register {
  int value = 0;
  friend bool operator==(const Register& a, const Register& b) {
    return a.value == b.value;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Register& r) {
    return H::combine(std::move(h), r.value);
  }
};

struct Queue {
  std::deque<int> items;
  friend bool operator==(const Queue& a, const Queue& b) {
    return a.items == b.items;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Queue& q) {
    return H::combine(std::move(h), q.items);
  }
};

// Not to be hashed: states are found by looking at each.
struct Map {
  std::map<int, int> items;
  friend bool operator==(const Map& a, const Map& b) {
    return a.items == b.items;
  }
};

template <typename Spec>
struct History {
  using Step = typename Specified<Spec>::Step;

  std::vector<Interval> intervals;
  std::vector<Step> steps;

  History& Add(int thread, std::int64_t begin, std::int64_t end, Step step) {
    Interval interval;
    interval.thread = thread;
    interval.begin = begin;
    interval.end = end;
    intervals.push_back(interval);
    steps.push_back(std::move(step));
    return *this;
  }
  History& Pending(int thread, std::int64_t begin, Step step) {
    return Add(thread, begin, Interval::kPending, std::move(step));
  }

  Verdict Check(Criterion criterion = Criterion::kLinearizable) const {
    Specified<Spec> model({}, steps);
    return CheckHistory(intervals, model, criterion);
  }
};

inline std::function<bool(Register&)> Write(int value) {
  return [value](Register& r) {
    r.value = value;
    return true;
  };
}
inline std::function<bool(Register&)> Read(int value) {
  return [value](Register& r) { return r.value == value; };
}
inline std::function<bool(Queue&)> Push(int value) {
  return [value](Queue& q) {
    q.items.push_back(value);
    return true;
  };
}
// nullopt: it found the queue empty.
inline std::function<bool(Queue&)> Pop(std::optional<int> value) {
  return [value](Queue& q) {
    if (q.items.empty()) return !value.has_value();
    const int front = q.items.front();
    q.items.pop_front();
    return value == front;
  };
}
// Waits until there is something.
inline std::function<bool(Queue&)> Take(int value) {
  return [value](Queue& q) {
    if (q.items.empty() || q.items.front() != value) return false;
    q.items.pop_front();
    return true;
  };
}

// Tries every order of every choice of those that did not end.
template <typename Spec>
bool HoldsByBruteForce(const History<Spec>& history, Criterion criterion) {
  const std::size_t size = history.intervals.size();
  // Whether there is a moment when nothing is under way, between the two.
  const auto quiet_between = [&](const Interval& a, const Interval& b) {
    if (a.end >= b.begin) return false;
    std::vector<std::int64_t> moments = {a.end};
    for (const Interval& other : history.intervals) {
      if (other.end >= a.end && other.end < b.begin) {
        moments.push_back(other.end);
      }
    }
    return std::any_of(
        moments.begin(), moments.end(), [&](std::int64_t moment) {
          return std::none_of(
              history.intervals.begin(), history.intervals.end(),
              [&](const Interval& other) {
                return other.begin <= moment && other.end > moment;
              });
        });
  };
  const auto precedes = [&](std::size_t i, std::size_t j) {
    const Interval& a = history.intervals[i];
    const Interval& b = history.intervals[j];
    switch (criterion) {
      case Criterion::kLinearizable:
        return a.end < b.begin;
      case Criterion::kSequentiallyConsistent:
        return a.thread == b.thread && a.begin < b.begin;
      case Criterion::kQuiescentlyConsistent:
        return quiet_between(a, b);
    }
    return false;
  };
  std::vector<std::size_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = i;
  do {
    bool ordered = true;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = i + 1; j < size; ++j) {
        ordered = ordered && !precedes(order[j], order[i]);
      }
    }
    if (!ordered) continue;
    for (unsigned skipped = 0; skipped < 1u << size; ++skipped) {
      Spec state;
      bool explains = true;
      for (const std::size_t i : order) {
        if ((skipped >> i & 1) != 0) {
          // Who is left out must not have ended; nor may what follows it on
          // its thread be there, which cannot begin before.
          explains = explains && history.intervals[i].pending();
        } else {
          explains = explains && history.steps[i](state);
        }
      }
      if (explains) return true;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return false;
}

}  // namespace racekit::linearizability

#endif  // RACEKIT_TESTS_DETECTORS_LINEARIZABILITY_HISTORY_UTIL_H_
