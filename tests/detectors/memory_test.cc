// Which bytes an access stands for, and for how long it is remembered.

#include <random>
#include <vector>

#include "tests/detectors/happens_before_test_util.h"

namespace racekit::detectors {
namespace {

class MemoryTest : public HappensBeforeTest {};

TEST_F(MemoryTest, OneByteInsideEight) {
  Write(1, kData + 3, 1);
  Read(2, kData, 8);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.address, kData + 3);
  EXPECT_EQ(log_[0].first.size, 1u);
  EXPECT_EQ(log_[0].second.address, kData);
  EXPECT_EQ(log_[0].second.size, 8u);
}

TEST_F(MemoryTest, NeighbouringBytesDoNotRace) {
  for (std::uintptr_t i = 0; i < 8; ++i) {
    Write(1 + static_cast<ThreadId>(i % 2), kData + i, 1);
  }
  EXPECT_EQ(races(), 0);
}

TEST_F(MemoryTest, NeighboursAcrossTheEightByteBoundary) {
  Write(1, kData + 6, 4);  // bytes 6 to 9
  Write(2, kData + 4, 2);
  Write(2, kData + 10, 2);
  EXPECT_EQ(races(), 0);
  Write(2, kData + 9, 1);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.address, kData + 8);
  EXPECT_EQ(log_[0].first.size, 2u);
}

TEST_F(MemoryTest, UnalignedAcrossAPage) {
  const std::uintptr_t page = kData + 0x1000;
  Write(1, page - 3, 8);
  Read(2, page + 5, 1);
  EXPECT_EQ(races(), 0);
  Read(2, page + 4, 1);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, RangesOfManyPages) {
  Write(1, kData + 1, 20'000);
  Read(2, kData, 1);
  Read(2, kData + 20'001, 7);
  EXPECT_EQ(races(), 0);
  Read(2, kData + 20'000, 1);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, NoBytesRaceWithNothing) {
  Write(1, kData, 4);
  Write(2, kData, 0);
  EXPECT_EQ(races(), 0);
}

TEST_F(MemoryTest, ReadsDoNotRace) {
  Read(1);
  Read(2);
  Read(0);
  EXPECT_EQ(races(), 0);
}

TEST_F(MemoryTest, EveryReaderIsRememberedForTheWriter) {
  constexpr int kReaders = 300;
  for (ThreadId t = 3; t < kReaders; ++t) hb_.Create(0, t);
  for (ThreadId t = 3; t < kReaders; ++t) Read(t);
  for (ThreadId t = 3; t < kReaders; ++t) {
    if (t != 200) hb_.Join(0, t);
  }
  Write(0);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.thread, 200);
  EXPECT_FALSE(log_[0].first.write);
}

TEST_F(MemoryTest, AWriteOrderedAfterAllReadersIsFine) {
  for (ThreadId t = 3; t < 300; ++t) hb_.Create(0, t);
  for (int round = 0; round < 3; ++round) {
    for (ThreadId t = 3; t < 300; ++t) Read(t, kData + round, 1);
  }
  for (ThreadId t = 3; t < 300; ++t) hb_.Join(0, t);
  Write(0);
  Write(0);
  EXPECT_EQ(races(), 0);
}

// However many accesses there were since.
TEST_F(MemoryTest, OldAccessesAreNotForgotten) {
  Write(1, kData, 1);
  for (int i = 0; i < 10'000; ++i) {
    Write(1, kData + 1 + static_cast<std::uintptr_t>(i) % 7, 1);
    hb_.Lock(1, kMutex);
    hb_.Unlock(1, kMutex);
    Read(1, kData + 64 + static_cast<std::uintptr_t>(i) * 8, 8);
  }
  Read(2, kData, 1);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.site.pc, 1u);
}

TEST_F(MemoryTest, ReadBeforeTheOwnWriteOfFewerBytesIsRemembered) {
  Read(1, kData, 8);
  Write(1, kData, 4);
  Write(2, kData + 4, 4);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.address, kData + 4);
  EXPECT_FALSE(log_[0].first.write);
}

// ---- the life of memory

TEST_F(MemoryTest, FreshMemoryHasNoPast) {
  Write(1);
  hb_.Allocate(kData, 16);
  Write(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(MemoryTest, OnlyTheBytesAllocatedAreFresh) {
  Write(1, kData, 8);
  hb_.Allocate(kData, 3);
  Write(2, kData, 3);
  EXPECT_EQ(races(), 0);
  Write(2, kData + 3, 1);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, WholePagesAreFreshAtOnce) {
  Write(1, kData, 64'000);
  hb_.Allocate(kData + 4, 63'000);
  Write(2, kData + 4, 63'000);
  EXPECT_EQ(races(), 0);
  Write(2, kData + 63'004, 1);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, AnObjectInFreshMemoryIsAnother) {
  Write(1);
  hb_.Release(1, kMutex);
  hb_.Allocate(kMutex, 8);
  hb_.Acquire(2, kMutex);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, FreeingRacesWithAnAccess) {
  Read(1, kData + 40, 4);
  hb_.Free(2, kData, 64, Next());
  ASSERT_EQ(races(), 1);
  EXPECT_TRUE(log_[0].second.free);
}

TEST_F(MemoryTest, AnAccessRacesWithFreeing) {
  hb_.Free(2, kData, 100'000, Next());
  Read(1, kData + 50'000, 4);
  ASSERT_EQ(races(), 1);
  EXPECT_TRUE(log_[0].first.free);
  EXPECT_EQ(log_[0].first.thread, 2);
}

TEST_F(MemoryTest, FreeingPagesRacesWithEveryAccessInThem) {
  Write(1, kData + 9000, 4);
  hb_.Free(2, kData, 100'000, Next());
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, FreedAndAllocatedAgainIsNoRace) {
  hb_.Free(1, kData, 100'000, Next());
  hb_.Allocate(kData, 100'000);
  Write(2, kData + 5000, 4);
  EXPECT_EQ(races(), 0);
}

TEST_F(MemoryTest, AUseOfFreedMemoryIsOneWhateverTheOrder) {
  for (const bool write : {false, true}) {
    SetUp();
    log_.Clear();
    Write(1);
    hb_.Free(1, kData, 16, Next());
    // By the same thread, at once.
    write ? Write(1, kData + 8) : Read(1, kData + 8);
    ASSERT_EQ(races(), 1) << write;
    EXPECT_TRUE(log_[0].ordered);
    EXPECT_TRUE(log_[0].first.free);
    EXPECT_EQ(log_[0].first.site.pc, pc_ - 1);
    EXPECT_EQ(log_[0].second.site.pc, pc_);
    EXPECT_EQ(log_[0].second.write, write);
  }
}

TEST_F(MemoryTest, AUseOfAFreedPageByAnotherThreadThatKnowsOfIt) {
  hb_.Free(1, kData, 100'000, Next());
  hb_.Join(0, 1);
  Read(0, kData + 50'000);
  ASSERT_EQ(races(), 1);
  EXPECT_TRUE(log_[0].ordered);
  Read(0, kData + 100'000);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, AUseBesideFreedMemoryIsNone) {
  hb_.Free(1, kData, 16, Next());
  Write(1, kData + 16);
  Read(1, kData - 4);
  EXPECT_EQ(races(), 0);
}

// ---- executions

TEST_F(MemoryTest, AnExecutionKnowsNothingOfTheOneBefore) {
  Write(1);
  hb_.Release(1, kMutex);
  hb_.BeginExecution();
  hb_.Create(0, 1);
  hb_.Create(0, 2);
  Write(2);
  EXPECT_EQ(races(), 0);
  hb_.Acquire(1, kMutex);
  Write(1);
  EXPECT_EQ(races(), 1);
}

TEST_F(MemoryTest, ManyExecutionsAreAlike) {
  for (int i = 0; i < 1000; ++i) {
    SetUp();
    log_.Clear();
    Write(1, kData + static_cast<std::uintptr_t>(i) * 100, 8);
    Write(2, kData + static_cast<std::uintptr_t>(i) * 100 + 8, 8);
    ASSERT_EQ(races(), 0);
    Read(2, kData + static_cast<std::uintptr_t>(i) * 100, 1);
    ASSERT_EQ(races(), 1);
  }
}

}  // namespace
}  // namespace racekit::detectors
