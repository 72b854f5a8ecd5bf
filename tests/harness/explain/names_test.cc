#include "harness/explain/names.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace racekit::explain {
namespace {

constexpr std::uint64_t kAddress = 0x7f0012345678;

TEST(ValueText, NumbersByTheirType) {
  EXPECT_EQ(ValueText(120, 4, "int"), "120");
  EXPECT_EQ(ValueText(0xffffffff, 4, "int"), "-1");
  EXPECT_EQ(ValueText(0xffffffff, 4, "unsigned int"), "4294967295");
  EXPECT_EQ(ValueText(0xff, 1, "uint8_t"), "255");
  EXPECT_EQ(ValueText(1, 1, "bool"), "true");
  EXPECT_EQ(ValueText(0x3ff8000000000000, 8, "double"), "1.5");
  EXPECT_EQ(ValueText(kAddress, 8, "int64_t"), "139638282147448");
}

TEST(ValueText, AddressesDifferFromRunToRun) {
  EXPECT_EQ(ValueText(kAddress, 8, "const Settings*"), "a pointer");
  EXPECT_EQ(ValueText(0, 8, "const Settings*"), "null");
  EXPECT_EQ(ValueText(0, 8, "std::atomic<const Settings*>"), "null");
  EXPECT_EQ(ValueText(kAddress, 8, "std::atomic<const Settings*>"),
            "a pointer");
  EXPECT_EQ(ValueText(kAddress, 8, "std::deque<int>"), "a pointer");
  EXPECT_EQ(ValueText(kAddress, 8, ""), "a pointer");
  EXPECT_EQ(ValueText(7, 8, "std::deque<int>"), "7");
}

TEST(ValueText, SeveralVariablesAtOnceAreNoNumber) {
  EXPECT_EQ(ValueText(429496729600, 8, "int"), "");
  EXPECT_EQ(ValueText(1, 16, ""), "");
  EXPECT_EQ(ValueText(1, 0, ""), "");
}

}  // namespace
}  // namespace racekit::explain
