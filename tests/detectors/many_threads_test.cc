// Variables that many threads share: what is kept by thread rather than in a
// list must say the same.

#include "tests/detectors/happens_before_test_util.h"

namespace racekit::detectors {
namespace {

constexpr ThreadId kFirst = 3;  // 0 to 2 are the fixture's
constexpr int kMany = 20;
constexpr ThreadId kLast = kFirst + kMany - 1;

class ManyThreadsTest : public HappensBeforeTest {
 protected:
  void SetUp() override {
    HappensBeforeTest::SetUp();
    for (ThreadId thread = kFirst; thread <= kLast; ++thread) {
      hb_.Create(0, thread);
    }
  }

  // By each of the many, which do not know of each other.
  template <typename Access>
  void Each(Access access) {
    for (ThreadId thread = kFirst; thread <= kLast; ++thread) access(thread);
  }
};

TEST_F(ManyThreadsTest, AtomicWritesDoNotRace) {
  for (int round = 0; round < 3; ++round) {
    Each([this](ThreadId thread) { Rmw(thread, kRelaxed); });
  }
  EXPECT_EQ(races(), 0);
}

TEST_F(ManyThreadsTest, APlainWriteRacesWithEachAtomicWrite) {
  Each([this](ThreadId thread) { Rmw(thread, kRelaxed); });
  Write(1, kFlag);
  EXPECT_EQ(races(), kMany);
}

TEST_F(ManyThreadsTest, APlainReadRacesWithEachAtomicWrite) {
  Each([this](ThreadId thread) { Store(thread, kRelaxed); });
  Read(1, kFlag);
  EXPECT_EQ(races(), kMany);
}

TEST_F(ManyThreadsTest, APlainReadDoesNotRaceWithAtomicReads) {
  Each([this](ThreadId thread) { Load(thread, kRelaxed); });
  Read(1, kFlag);
  EXPECT_EQ(races(), 0);
}

TEST_F(ManyThreadsTest, APlainWriteRacesWithEachAtomicRead) {
  Each([this](ThreadId thread) { Load(thread, kRelaxed); });
  Write(1, kFlag);
  EXPECT_EQ(races(), kMany);
}

TEST_F(ManyThreadsTest, AnAtomicWriteRacesWithEachPlainRead) {
  Each([this](ThreadId thread) { Read(thread, kFlag); });
  Store(1, kRelaxed);
  EXPECT_EQ(races(), kMany);
}

TEST_F(ManyThreadsTest, APlainWriteBeforeManyAtomicOnesRacesWithEach) {
  Write(1, kFlag);
  Each([this](ThreadId thread) { Rmw(thread, kRelaxed); });
  EXPECT_EQ(races(), kMany);
}

TEST_F(ManyThreadsTest, NeighbouringBytesDoNotRace) {
  Each([this](ThreadId thread) {
    Read(thread, kFlag + 4);
    Rmw(thread, kRelaxed);
  });
  Write(1, kFlag + 2, 1);
  EXPECT_EQ(races(), kMany) << "the bytes that were written atomically";
  Write(2, kFlag + 6, 1);
  EXPECT_EQ(races(), 2 * kMany) << "and those that were read";
}

TEST_F(ManyThreadsTest, WhatIsOrderedAfterAllOfThemIsFine) {
  Each([this](ThreadId thread) {
    Read(thread, kFlag + 4);
    Rmw(thread, kRelaxed);
    hb_.Join(0, thread);
  });
  Write(0, kFlag, 8);
  Read(0, kFlag, 8);
  Rmw(0, kRelaxed);
  EXPECT_EQ(races(), 0);
  // And replaces them: who comes later races with that write alone.
  Read(1, kFlag + 4);
  EXPECT_EQ(races(), 1);
}

TEST_F(ManyThreadsTest, ReleasedByOneOfThem) {
  Each([this](ThreadId thread) { Rmw(thread, kAcqRel); });
  Load(1, kAcquire);
  Write(1, kFlag);
  EXPECT_EQ(races(), 0);
}

}  // namespace
}  // namespace racekit::detectors
