#include "harness/stress/wilson.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace racekit {
namespace {

struct Known {
  std::int64_t failures;
  std::int64_t runs;
  double low;
  double high;
};

// Low and high solve (p - q)^2 = z^2 q (1 - q) / n for q, with p = failures / n
// and z = 1.959964: computed apart from the code under test, with a root finder
// (q -> that equation), to six places.
class WilsonIntervalTest : public testing::TestWithParam<Known> {};

TEST_P(WilsonIntervalTest, IsTheRootsOfItsEquation) {
  const Known& known = GetParam();
  const Interval interval = WilsonInterval(known.failures, known.runs);
  EXPECT_NEAR(interval.low, known.low, 1e-6);
  EXPECT_NEAR(interval.high, known.high, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Values, WilsonIntervalTest,
                         testing::Values(Known{0, 10, 0.000000, 0.277533},
                                         Known{1, 10, 0.017876, 0.404150},
                                         Known{5, 10, 0.236593, 0.763407},
                                         Known{10, 10, 0.722467, 1.000000},
                                         Known{0, 1000, 0.000000, 0.003827},
                                         Known{1, 1000, 0.000177, 0.005643},
                                         Known{37, 1000, 0.026961, 0.050582},
                                         Known{500, 1000, 0.469070, 0.530930},
                                         Known{999, 1000, 0.994357, 0.999823},
                                         Known{0, 1, 0.000000, 0.793451},
                                         Known{1, 1, 0.206549, 1.000000}));

TEST(WilsonIntervalTest, NoRunsSayNothing) {
  const Interval interval = WilsonInterval(0, 0);
  EXPECT_EQ(interval.low, 0);
  EXPECT_EQ(interval.high, 1);
}

TEST(WilsonIntervalTest, ContainsTheObservedRate) {
  for (std::int64_t runs = 1; runs <= 50; ++runs) {
    for (std::int64_t failures = 0; failures <= runs; ++failures) {
      const double rate = static_cast<double>(failures) / runs;
      const Interval interval = WilsonInterval(failures, runs);
      EXPECT_LE(interval.low, rate);
      EXPECT_GE(interval.high, rate);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.high, 1);
    }
  }
}

}  // namespace
}  // namespace racekit
