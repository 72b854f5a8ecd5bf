#include "harness/arena/page_vector.h"

#include "gtest/gtest.h"

namespace racekit::arena {
namespace {

// No power of two, so that elements and pages do not fit.
struct Triple {
  int a, b, c;
};

TEST(PageVector, KeepsAllWhileItGrows) {
  PageVector<Triple> vector;
  EXPECT_TRUE(vector.empty());
  for (int i = 0; i < 100'000; ++i) vector.push_back({i, i + 1, i + 2});
  ASSERT_EQ(vector.size(), 100'000u);
  int i = 0;
  for (const Triple& triple : vector) {
    ASSERT_EQ(triple.a, i);
    ASSERT_EQ(triple.c, i + 2);
    ++i;
  }
  EXPECT_EQ(vector.back().b, 100'000);
}

TEST(PageVector, AnElementOfItsOwnMayBeAdded) {
  PageVector<Triple> vector;
  vector.push_back({1, 2, 3});
  for (int i = 0; i < 10'000; ++i) vector.push_back(vector[0]);
  EXPECT_EQ(vector.back().c, 3);
}

TEST(PageVector, ResizeFillsWhatIsNew) {
  PageVector<int> vector;
  vector.resize(3, 7);
  vector.resize(5000, 8);
  EXPECT_EQ(vector[2], 7);
  EXPECT_EQ(vector[3], 8);
  EXPECT_EQ(vector[4999], 8);
  vector.resize(1);
  EXPECT_EQ(vector.size(), 1u);
  vector.resize(2, 9);
  EXPECT_EQ(vector[1], 9);
}

TEST(PageVector, ClearAndPopKeepTheMemory) {
  PageVector<int> vector;
  vector.resize(5000);
  const int* const data = vector.data();
  vector.pop_back();
  EXPECT_EQ(vector.size(), 4999u);
  vector.clear();
  EXPECT_TRUE(vector.empty());
  vector.resize(5000);
  EXPECT_EQ(vector.data(), data);
}

}  // namespace
}  // namespace racekit::arena
