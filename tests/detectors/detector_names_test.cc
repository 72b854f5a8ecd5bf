// What detectors are called, and how sets of them are chosen.

#include "detectors/detector_names.h"

#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::detectors {
namespace {

using testing::HasSubstr;

DetectorSet Parsed(std::string_view text) {
  DetectorSet set = 0;
  std::string error;
  EXPECT_TRUE(ParseDetectors(text, set, error)) << error;
  return set;
}

constexpr DetectorSet kAll = (DetectorSet{1} << std::size(kDetectorNames)) - 1;

TEST(DetectorNames, SetsHaveNames) {
  EXPECT_EQ(Parsed("all"), kAll);
  EXPECT_EQ(Parsed("none"), 0u);
  EXPECT_EQ(Parsed("default"), DefaultDetectors());
}

TEST(DetectorNames, EachStandsForItself) {
  DetectorSet bit = 1;
  for (const DetectorName& detector : kDetectorNames) {
    EXPECT_EQ(Parsed(detector.name), bit);
    EXPECT_EQ(Parsed("all,-" + std::string(detector.name)), kAll & ~bit);
    bit <<= 1;
  }
}

TEST(DetectorNames, WhatBeginsByTakingAwayBeginsWithTheDefault) {
  EXPECT_EQ(Parsed("-happens-before"), Parsed("default,-happens-before"));
}

TEST(DetectorNames, ListsAreReadFromLeftToRight) {
  EXPECT_EQ(Parsed("all,none"), kAll);
  EXPECT_EQ(Parsed("all,-all,happens-before"), Parsed("happens-before"));
}

TEST(DetectorNames, AnErrorListsTheRightNames) {
  for (const char* wrong : {"", "happens", "default,,none", "-", "lockset "}) {
    DetectorSet set = 7;
    std::string error;
    EXPECT_FALSE(ParseDetectors(wrong, set, error)) << wrong;
    EXPECT_EQ(set, 7u);
    EXPECT_THAT(error, HasSubstr("happens-before"));
  }
}

}  // namespace
}  // namespace racekit::detectors
