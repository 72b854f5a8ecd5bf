// A type of our own in racekit's suite for counters. CounterTraits says how it
// does what the suite asks for, since it has names of its own for it.

#include "visit_counter.h"

#include <cstdint>

#include "scenarios/suites/counter_suite.h"

namespace racekit {

template <>
struct CounterTraits<VisitCounter> {
  static VisitCounter Make() { return VisitCounter(); }
  static void Increment(VisitCounter& counter) { counter.Visit(); }
  static std::int64_t Value(VisitCounter& counter) { return counter.Visits(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Quickstart, CounterSuite, VisitCounter);

}  // namespace racekit
