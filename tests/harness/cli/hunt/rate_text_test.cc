#include "harness/cli/hunt/rate_text.h"

#include "gtest/gtest.h"

namespace racekit::cli {
namespace {

TEST(Percent, NeverRoundsToAllOrNothing) {
  EXPECT_EQ(Percent(0), "0 %");
  EXPECT_EQ(Percent(0.00001), "<0.1 %");
  EXPECT_EQ(Percent(0.004), "0.4 %");
  EXPECT_EQ(Percent(0.0996), "10 %");
  EXPECT_EQ(Percent(0.5), "50 %");
  EXPECT_EQ(Percent(0.995), "99.5 %");
  EXPECT_EQ(Percent(0.99999), ">99.9 %");
  EXPECT_EQ(Percent(1), "100 %");
}

TEST(RateText, ShowsTheWilsonInterval) {
  // The interval of 12 in 500: centre and half width by the textbook formula.
  EXPECT_EQ(FullRateText({500, 12}), "12/500 = 2.4 % (1.4-4.1)");
  EXPECT_EQ(RateText({100, 0}), "0 % (0-3.7)");
  EXPECT_EQ(RateText({100, 100}), "100 % (96-100)");
  EXPECT_EQ(RateText({0, 0}), "");
}

TEST(EffectText, IsTheRatioOfTheRates) {
  EXPECT_EQ(EffectText({100, 2}, {100, 82}), "41x");
  EXPECT_EQ(EffectText({100, 50}, {100, 100}), "2.0x");
}

TEST(EffectText, ClaimsNoMoreThanTheIntervalAllows) {
  // None of 100 is compatible with up to 3.7 %.
  EXPECT_EQ(EffectText({100, 0}, {100, 100}), "over 27x");
  EXPECT_EQ(EffectText({100, 0}, {100, 0}), "none");
}

TEST(IsWorthwhile, FromTenTimesOrNineOfTenOn) {
  EXPECT_TRUE(IsWorthwhile({100, 80}, {100, 91}));
  EXPECT_FALSE(IsWorthwhile({100, 80}, {100, 90}));
  EXPECT_TRUE(IsWorthwhile({1000, 10}, {1000, 100}));
  EXPECT_FALSE(IsWorthwhile({1000, 10}, {1000, 99}));
  EXPECT_FALSE(IsWorthwhile({20, 0}, {20, 3}));
}

}  // namespace
}  // namespace racekit::cli
