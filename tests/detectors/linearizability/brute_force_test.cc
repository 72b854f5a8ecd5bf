// Thousands of small histories, right and wrong ones: the search says what
// trying everything says.

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/detectors/linearizability/history_util.h"

namespace racekit::linearizability {
namespace {

constexpr int kHistories = 3000;

// std::uniform_int_distribution is another in each library.
int Below(std::mt19937& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(bound));
}

// When operations of up to three threads began and ended.
std::vector<Interval> RandomIntervals(std::mt19937& random, int size) {
  struct Thread {
    int open = -1;  // an operation
  };
  std::vector<Interval> intervals;
  Thread threads[3];
  std::int64_t now = 0;
  while (static_cast<int>(intervals.size()) < size || Below(random, 4) != 0) {
    const int thread = Below(random, 3);
    ++now;
    if (threads[thread].open >= 0) {
      intervals[static_cast<std::size_t>(threads[thread].open)].end = now;
      threads[thread].open = -1;
    } else if (static_cast<int>(intervals.size()) < size) {
      threads[thread].open = static_cast<int>(intervals.size());
      Interval interval;
      interval.thread = thread;
      interval.begin = now;
      intervals.push_back(interval);
    }
  }
  return intervals;
}

template <typename Spec, typename RandomStep>
void CompareOn(unsigned seed, const RandomStep& step) {
  std::mt19937 random(seed);
  int held = 0;
  for (int i = 0; i < kHistories; ++i) {
    History<Spec> history;
    history.intervals = RandomIntervals(random, 1 + Below(random, 5));
    for (std::size_t k = 0; k < history.intervals.size(); ++k) {
      history.steps.push_back(step(random));
    }
    for (const Criterion criterion :
         {Criterion::kLinearizable, Criterion::kSequentiallyConsistent,
          Criterion::kQuiescentlyConsistent}) {
      const bool holds = history.Check(criterion).holds();
      ASSERT_EQ(holds, HoldsByBruteForce(history, criterion))
          << "history " << i << ", criterion " << static_cast<int>(criterion);
      held += holds ? 1 : 0;
    }
  }
  // Else one of the two was hardly tried.
  EXPECT_GT(held, kHistories / 4);
  EXPECT_LT(held, 3 * kHistories - kHistories / 4);
}

TEST(BruteForce, AgreesOnRegisters) {
  CompareOn<Register>(1, [](std::mt19937& random) {
    const int value = Below(random, 2);
    return Below(random, 2) == 0 ? Write(value) : Read(value);
  });
}

TEST(BruteForce, AgreesOnQueues) {
  CompareOn<Queue>(2, [](std::mt19937& random) {
    const int value = Below(random, 2);
    switch (Below(random, 4)) {
      case 0:
        return Pop(value);
      case 1:
        return Pop(std::nullopt);
      case 2:
        return Take(value);
      default:
        return Push(value);
    }
  });
}

}  // namespace
}  // namespace racekit::linearizability
