// What atomic operations and fences order, and what they do not.

#include "tests/detectors/happens_before_test_util.h"

namespace racekit::detectors {
namespace {

class AtomicsTest : public HappensBeforeTest {};

// ---- message passing

TEST_F(AtomicsTest, ReleaseAcquirePublishes) {
  Write(1);
  Store(1, kRelease);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, RelaxedStorePublishesNothing) {
  Write(1);
  Store(1, kRelaxed);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, RelaxedLoadLearnsNothing) {
  Write(1);
  Store(1, kRelease);
  Load(2, kRelaxed);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, SequentialConsistencyPublishes) {
  Write(1);
  Store(1, kSeqCst);
  Load(2, kSeqCst);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, ConsumeCountsAsAcquire) {
  Write(1);
  Store(1, kRelease);
  Load(2, kConsume);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, WriteAfterTheReleaseIsNotPublished) {
  Store(1, kRelease);
  Write(1);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, LoadOfAnotherVariableLearnsNothing) {
  Write(1);
  Store(1, kRelease);
  Load(2, kAcquire, kFlag + 4);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, SeqCstOnDifferentVariablesOrdersNoPlainAccess) {
  Write(1);
  Store(1, kSeqCst, kFlag);
  Store(2, kSeqCst, kFlag + 4);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, HandedOnThroughAThirdThread) {
  hb_.Create(0, 3);
  Write(1);
  Store(1, kRelease, kFlag);
  Load(2, kAcquire, kFlag);
  Store(2, kRelease, kFlag + 4);
  Load(3, kAcquire, kFlag + 4);
  Read(3);
  EXPECT_EQ(races(), 0);
}

// ---- release sequences

TEST_F(AtomicsTest, RelaxedRmwContinuesTheReleaseSequence) {
  hb_.Create(0, 3);
  Write(1);
  Store(1, kRelease);
  Rmw(3, kRelaxed);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, RelaxedStoreEndsTheReleaseSequence) {
  hb_.Create(0, 3);
  Write(1);
  Store(1, kRelease);
  Store(3, kRelaxed);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, RelaxedStoreOfTheSameThreadEndsItToo) {  // since C++20
  Write(1);
  Store(1, kRelease);
  Store(1, kRelaxed);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, ReleaseStoreReplacesWhatWasReleasedBefore) {
  hb_.Create(0, 3);
  Write(1);
  Store(1, kRelease);
  Store(3, kRelease);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, ReleasesInAChainOfRmwAddUp) {
  hb_.Create(0, 3);
  Write(1, kData);
  Rmw(1, kRelease);
  Write(3, kData + 4);
  Rmw(3, kRelease);
  Rmw(2, kAcquire);
  Read(2, kData);
  Read(2, kData + 4);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, ReferenceCountReleasedByRelaxedDecrementsRaces) {
  Write(1);
  Rmw(1, kRelaxed);
  Rmw(2, kAcqRel);
  hb_.Free(2, kData, 4, Next());
  ASSERT_EQ(races(), 1);
  EXPECT_TRUE(log_[0].second.free);
}

TEST_F(AtomicsTest, ReferenceCountWithAcqRelDecrementsIsFine) {
  Write(1);
  Rmw(1, kAcqRel);
  Rmw(2, kAcqRel);
  hb_.Free(2, kData, 4, Next());
  EXPECT_EQ(races(), 0);
}

// ---- fences

TEST_F(AtomicsTest, FencesAroundRelaxedAccessesPublish) {
  Write(1);
  hb_.Fence(1, kRelease);
  Store(1, kRelaxed);
  Load(2, kRelaxed);
  hb_.Fence(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, ReleaseFenceAfterTheStoreIsTooLate) {
  Write(1);
  Store(1, kRelaxed);
  hb_.Fence(1, kRelease);
  Load(2, kRelaxed);
  hb_.Fence(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, AcquireFenceBeforeTheLoadIsTooEarly) {
  Write(1);
  hb_.Fence(1, kRelease);
  Store(1, kRelaxed);
  hb_.Fence(2, kAcquire);
  Load(2, kRelaxed);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, WriteBetweenFenceAndStoreIsNotPublished) {
  hb_.Fence(1, kRelease);
  Write(1);
  Store(1, kRelaxed);
  Load(2, kRelaxed);
  hb_.Fence(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, SeqCstFencesWithoutAnythingReadOrderNothing) {
  Write(1);
  hb_.Fence(1, kSeqCst);
  hb_.Fence(2, kSeqCst);
  Read(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(AtomicsTest, SeqCstFencesPublishLikeAcqRelOnes) {
  Write(1);
  hb_.Fence(1, kSeqCst);
  Store(1, kRelaxed);
  Load(2, kRelaxed);
  hb_.Fence(2, kSeqCst);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, FenceWithReleaseStoreOnOneSideOnly) {
  Write(1);
  hb_.Fence(1, kRelease);
  Store(1, kRelaxed);
  Load(2, kAcquire);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, ReleaseFenceThenRelaxedRmwContinuesOthersSequences) {
  hb_.Create(0, 3);
  Write(1, kData);
  Store(1, kRelease);
  Write(3, kData + 4);
  hb_.Fence(3, kRelease);
  Rmw(3, kRelaxed);
  Load(2, kAcquire);
  Read(2, kData);
  Read(2, kData + 4);
  EXPECT_EQ(races(), 0);
}

// ---- atomic against plain

TEST_F(AtomicsTest, AtomicsNeverRaceWithEachOther) {
  Store(1, kRelaxed);
  Store(2, kRelaxed);
  Load(1, kRelaxed);
  Rmw(2, kRelaxed);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, PlainWriteRacesWithAnAtomicLoad) {
  Write(1, kFlag);
  Load(2, kSeqCst);
  ASSERT_EQ(races(), 1);
  EXPECT_FALSE(log_[0].first.atomic);
  EXPECT_TRUE(log_[0].second.atomic);
  EXPECT_FALSE(log_[0].second.write);
}

TEST_F(AtomicsTest, PlainReadDoesNotRaceWithAnAtomicLoad) {
  Read(1, kFlag);
  Load(2, kRelaxed);
  EXPECT_EQ(races(), 0);
}

TEST_F(AtomicsTest, PlainReadRacesWithAnAtomicStore) {
  Read(1, kFlag);
  Store(2, kSeqCst);
  EXPECT_EQ(races(), 1);
}

// An atomic access must not hide an earlier plain one of the same thread.
TEST_F(AtomicsTest, PlainReadBeforeAnAtomicWriteIsRemembered) {
  Write(1, kFlag);
  Store(1, kRelaxed);
  Store(2, kRelaxed);
  ASSERT_EQ(races(), 1);
  EXPECT_FALSE(log_[0].first.atomic);
}

TEST_F(AtomicsTest, AFlagInTheSameEightBytesIsAnotherVariable) {
  hb_.AtomicStore(1, kFlag, 1, kRelease, Next());
  Write(1);
  hb_.AtomicStore(1, kFlag + 1, 1, kRelease, Next());
  hb_.AtomicLoad(2, kFlag, 1, kAcquire, Next());
  Read(2);
  EXPECT_EQ(races(), 1);
}

}  // namespace
}  // namespace racekit::detectors
