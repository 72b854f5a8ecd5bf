// What tests of Explore() share.

#ifndef RACEKIT_TESTS_HARNESS_EXPLORE_EXPLORE_TEST_UTIL_H_
#define RACEKIT_TESTS_HARNESS_EXPLORE_EXPLORE_TEST_UTIL_H_

#include <thread>

#include "absl/time/time.h"
#include "harness/explore.h"

namespace racekit {

// A budget of `n` executions, however long they take.
inline ExploreOptions Executions(int n) {
  ExploreOptions options;
  options.executions = n;
  options.time = absl::InfiniteDuration();
  return options;
}

template <typename Work>
void OnTwoThreads(const Work& work) {
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_EXPLORE_EXPLORE_TEST_UTIL_H_
