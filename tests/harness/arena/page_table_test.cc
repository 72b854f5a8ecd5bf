#include "harness/arena/page_table.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace racekit::arena {
namespace {

struct Leaf {
  int touched;
};
using Table = PageTable<Leaf, 12>;

constexpr std::uintptr_t kPage = 4096;
constexpr std::uintptr_t kTop = std::uintptr_t{1} << Table::kAddressBits;

TEST(PageTable, ALeafIsZeroAtFirstAndKeepsWhatIsWritten) {
  Table table;
  const std::uintptr_t addresses[] = {0, kPage, 0x7fff'ffff'e000, kTop - 1};
  int value = 0;
  for (std::uintptr_t address : addresses) {
    EXPECT_EQ(table.Get(address)->touched, 0);
    table.Get(address)->touched = ++value;
  }
  value = 0;
  for (std::uintptr_t address : addresses) {
    EXPECT_EQ(table.Get(address)->touched, ++value);
  }
}

TEST(PageTable, AddressesOfOnePageShareALeafAndNeighboursDoNot) {
  Table table;
  EXPECT_EQ(table.Get(5 * kPage), table.Get(6 * kPage - 1));
  EXPECT_NE(table.Get(5 * kPage), table.Get(6 * kPage));
}

// The leaves used last are remembered by the low bits of the page.
TEST(PageTable, PagesThatShareAPlaceInMemoryOfTheLastAreToldApart) {
  Table table;
  const std::uintptr_t far = 256 * kPage;
  Leaf* const near_leaf = table.Get(kPage);
  Leaf* const far_leaf = table.Get(kPage + far);
  EXPECT_NE(near_leaf, far_leaf);
  EXPECT_EQ(table.Get(kPage), near_leaf);
  EXPECT_EQ(table.Get(kPage + far), far_leaf);
}

TEST(PageTable, FindMakesNothing) {
  Table table;
  EXPECT_EQ(table.Find(kPage), nullptr);
  table.Get(3 * kPage);
  EXPECT_EQ(table.Find(kPage), nullptr);
  EXPECT_EQ(table.Find(3 * kPage), table.Get(3 * kPage));
}

TEST(PageTable, SkipFindsTheNextLeafOrTheEnd) {
  Table table;
  EXPECT_EQ(table.Skip(0, kTop), kTop);
  const std::uintptr_t far = std::uintptr_t{1} << 40;
  table.Get(9 * kPage);
  table.Get(far);
  EXPECT_EQ(table.Skip(0, kTop), 9 * kPage);
  EXPECT_EQ(table.Skip(9 * kPage + 5, kTop), 9 * kPage + 5);
  EXPECT_EQ(table.Skip(10 * kPage, kTop), far);
  EXPECT_EQ(table.Skip(10 * kPage, 20 * kPage), 20 * kPage);
  EXPECT_EQ(table.Skip(far + kPage, kTop), kTop);
}

TEST(PageTable, CoversTheAddressesOfUserSpace) {
  EXPECT_TRUE(Table::Covers(0));
  EXPECT_TRUE(Table::Covers(kTop - 1));
  EXPECT_FALSE(Table::Covers(kTop));
}

}  // namespace
}  // namespace racekit::arena
