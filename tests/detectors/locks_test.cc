// What locks, threads and other objects order.

#include "tests/detectors/happens_before_test_util.h"

namespace racekit::detectors {
namespace {

class LocksTest : public HappensBeforeTest {
 protected:
  void LockedWrite(ThreadId thread, std::uintptr_t mutex = kMutex) {
    hb_.Lock(thread, mutex);
    Write(thread);
    hb_.Unlock(thread, mutex);
  }
};

TEST_F(LocksTest, NothingOrdersTwoWrites) {
  Write(1);
  Write(2);
  ASSERT_EQ(races(), 1);
  EXPECT_EQ(log_[0].first.thread, 1);
  EXPECT_EQ(log_[0].first.site.pc, 1u);
  EXPECT_EQ(log_[0].first.site.stack, 1001u);
  EXPECT_TRUE(log_[0].first.write);
  EXPECT_EQ(log_[0].second.thread, 2);
  EXPECT_EQ(log_[0].second.site.pc, 2u);
  EXPECT_EQ(log_[0].second.address, kData);
  EXPECT_EQ(log_[0].second.size, 4u);
}

TEST_F(LocksTest, OneMutexOrdersThem) {
  LockedWrite(1);
  LockedWrite(2);
  LockedWrite(1);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, TwoMutexesDoNot) {
  LockedWrite(1, kMutex);
  LockedWrite(2, kMutex + 40);
  EXPECT_EQ(races(), 1);
}

TEST_F(LocksTest, WriteAfterUnlockIsNotProtected) {
  hb_.Lock(1, kMutex);
  hb_.Unlock(1, kMutex);
  Write(1);
  LockedWrite(2);
  EXPECT_EQ(races(), 1);
}

// A lock that somebody else used in between still knows what the first one did.
TEST_F(LocksTest, KnowledgeOfALockAccumulates) {
  hb_.Create(0, 3);
  LockedWrite(1);
  hb_.Lock(3, kMutex);
  hb_.Unlock(3, kMutex);
  LockedWrite(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, ManyRelocksByOneThreadThenAnother) {
  for (int i = 0; i < 1000; ++i) LockedWrite(1);
  LockedWrite(2);
  Write(1);
  EXPECT_EQ(races(), 1) << "the last write, unprotected, races alone";
}

TEST_F(LocksTest, ReadersDoNotOrderEachOther) {
  hb_.LockShared(1, kMutex);
  Write(1);
  hb_.UnlockShared(1, kMutex);
  hb_.LockShared(2, kMutex);
  Write(2);
  hb_.UnlockShared(2, kMutex);
  EXPECT_EQ(races(), 1);
}

TEST_F(LocksTest, AWriterComesAfterAllReaders) {
  hb_.Create(0, 3);
  hb_.LockShared(1, kMutex);
  hb_.LockShared(2, kMutex);
  Read(1);
  Read(2);
  hb_.UnlockShared(1, kMutex);
  hb_.UnlockShared(2, kMutex);
  LockedWrite(3);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, AReaderComesAfterTheWriter) {
  LockedWrite(1);
  hb_.LockShared(2, kMutex);
  Read(2);
  hb_.UnlockShared(2, kMutex);
  EXPECT_EQ(races(), 0);
}

// ---- threads

TEST_F(LocksTest, CreationOrdersWhatCameBefore) {
  Write(0);
  hb_.Create(0, 3);
  Read(3);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, CreationDoesNotOrderWhatComesAfter) {
  hb_.Create(0, 3);
  Write(0);
  Read(3);
  EXPECT_EQ(races(), 1);
}

TEST_F(LocksTest, JoiningOrdersAllTheThreadDid) {
  Write(1);
  hb_.Join(0, 1);
  Write(0);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, JoiningAnotherThreadDoesNot) {
  Write(1);
  hb_.Join(0, 2);
  Write(0);
  EXPECT_EQ(races(), 1);
}

TEST_F(LocksTest, AThreadJoinedHandsOnWhatItKnew) {
  Write(1);
  hb_.Join(2, 1);
  hb_.Join(0, 2);
  Write(0);
  EXPECT_EQ(races(), 0);
}

// ---- semaphores, barriers, annotations

TEST_F(LocksTest, ReleaseAndAcquireOfAnObject) {
  Write(1);
  hb_.Release(1, kMutex);
  hb_.Acquire(2, kMutex);
  Write(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, AcquireBeforeTheRelease) {
  hb_.Acquire(2, kMutex);
  Write(1);
  hb_.Release(1, kMutex);
  Write(2);
  EXPECT_EQ(races(), 1);
}

TEST_F(LocksTest, ReleasesOfAnObjectAddUp) {
  Write(1, kData);
  hb_.Release(1, kMutex);
  Write(2, kData + 4);
  hb_.Release(2, kMutex);
  hb_.Acquire(0, kMutex);
  Write(0, kData, 8);
  EXPECT_EQ(races(), 0);
}

// An annotation on the address of an atomic variable is another object: a
// relaxed store does not wipe it out.
TEST_F(LocksTest, AnObjectAtTheAddressOfAnAtomic) {
  Write(1);
  hb_.Release(1, kFlag);
  Store(1, kRelaxed, kFlag);
  hb_.Acquire(2, kFlag);
  Read(2);
  EXPECT_EQ(races(), 0);
}

TEST_F(LocksTest, EventsAsData) {
  const auto event = [&](EventKind kind, ThreadId thread,
                         std::uintptr_t address) {
    Event e;
    e.kind = kind;
    e.thread = thread;
    e.address = address;
    e.size = 4;
    e.site = Next();
    hb_.OnEvent(e);
  };
  event(EventKind::kLock, 1, kMutex);
  event(EventKind::kWrite, 1, kData);
  event(EventKind::kUnlock, 1, kMutex);
  event(EventKind::kLock, 2, kMutex);
  event(EventKind::kRead, 2, kData);
  EXPECT_EQ(races(), 0);
  event(EventKind::kWrite, 1, kData);
  EXPECT_EQ(races(), 1);
}

}  // namespace
}  // namespace racekit::detectors
