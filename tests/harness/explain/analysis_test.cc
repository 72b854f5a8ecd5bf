#include "harness/explain/analysis.h"

#include <cstdint>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit::explain {
namespace {

using runtime::TraceEvent;
using ::testing::ElementsAre;
using Kind = runtime::TraceKind;

constexpr std::uintptr_t kBalance = 0x1000;
constexpr std::uintptr_t kOther = 0x2000;
constexpr std::uintptr_t kMutex = 0x3000;
constexpr std::uintptr_t kSecond = 0x4000;
constexpr std::uintptr_t kCondition = 0x5000;

TraceEvent Read(int thread, std::uintptr_t address, std::uint64_t value) {
  TraceEvent event;
  event.kind = Kind::kRead;
  event.thread = thread;
  event.address = address;
  event.size = 4;
  event.known = true;
  event.before = event.value = value;
  event.pc = address + static_cast<std::uintptr_t>(thread);
  return event;
}

TraceEvent Write(int thread, std::uintptr_t address, std::uint64_t before,
                 std::uint64_t value) {
  TraceEvent event = Read(thread, address, value);
  event.kind = Kind::kWrite;
  event.before = before;
  event.pc += 100;
  return event;
}

TraceEvent On(Kind kind, int thread, std::uintptr_t object,
              const char* what = nullptr, int other = -1) {
  TraceEvent event;
  event.kind = kind;
  event.thread = thread;
  event.address = object;
  event.what = what;
  event.other = other;
  return event;
}

bool All(const TraceEvent&) { return true; }

TEST(Analysis, AWriteFromAStaleReadIsALostUpdate) {
  const Events events = {Read(1, kBalance, 100), Read(2, kBalance, 100),
                         Write(2, kBalance, 100, 50),
                         Write(1, kBalance, 50, 120)};
  const Analysis analysis = ExplainWrongResult(events, All);
  EXPECT_EQ(analysis.pattern, Pattern::kLostUpdate);
  EXPECT_THAT(analysis.critical, ElementsAre(0, 2, 3));
  EXPECT_EQ(analysis.address, kBalance);
}

// The block holds two variables of 4 bytes; the second comes to be another
// thread's.
TEST(Analysis, MemoryThatWasFreedIsAnotherVariableAfterwards) {
  TraceEvent free = On(Kind::kFree, 2, kBalance);
  free.size = 8;
  Events events = {Read(1, kBalance + 4, 100), free,
                   Write(1, kBalance + 4, 100, 120)};
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kNone);
  events[1] = Write(2, kBalance + 4, 100, 50);
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kLostUpdate);
  // Up to the end of the block.
  events[1] = free;
  events.insert(events.begin() + 1, Write(2, kBalance + 4, 100, 50));
  events[2].address = kBalance - 4;
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kLostUpdate);
}

TEST(Analysis, AnUpdateThatFindsSomethingElseWentByAStaleRead) {
  TraceEvent theirs = Write(2, kBalance, 1, 0);
  theirs.kind = Kind::kAtomicRmw;
  TraceEvent mine = Write(1, kBalance, 0, static_cast<std::uint64_t>(-1));
  mine.kind = Kind::kAtomicRmw;
  TraceEvent look = Read(1, kBalance, 1);
  look.kind = Kind::kAtomicLoad;
  EXPECT_EQ(ExplainWrongResult({look, theirs, mine}, All).pattern,
            Pattern::kStaleRead);
  // A compare-exchange that finds something else leaves it so.
  mine.value = mine.before;
  EXPECT_EQ(ExplainWrongResult({look, theirs, mine}, All).pattern,
            Pattern::kNone);
}

TEST(Analysis, OneAfterTheOtherIsNone) {
  const Events events = {Read(1, kBalance, 100), Write(1, kBalance, 100, 120),
                         Read(2, kBalance, 120), Write(2, kBalance, 120, 70)};
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kNone);
}

TEST(Analysis, ALostUpdateMayHappenUnderALockThatIsGivenUpInBetween) {
  const Events events = {
      On(Kind::kLock, 1, kMutex),   Read(1, kBalance, 0),
      On(Kind::kUnlock, 1, kMutex), On(Kind::kLock, 2, kMutex),
      Write(2, kBalance, 0, 1),     On(Kind::kUnlock, 2, kMutex),
      On(Kind::kLock, 1, kMutex),   Write(1, kBalance, 1, 1),
      On(Kind::kUnlock, 1, kMutex),
  };
  const Analysis analysis = ExplainWrongResult(events, All);
  EXPECT_EQ(analysis.pattern, Pattern::kLostUpdate);
  EXPECT_THAT(analysis.critical, ElementsAre(1, 4, 7));
  EXPECT_THAT(analysis.given_up, ElementsAre(kMutex));
}

TEST(Analysis, WhatAThreadWaitedForIsNoInterference) {
  const Events events = {
      Write(0, kBalance, 0, 100),  On(Kind::kCreate, 0, 0, nullptr, 1),
      Write(1, kBalance, 100, 50), On(Kind::kJoin, 0, 0, nullptr, 1),
      Read(0, kBalance, 50),       Write(0, kBalance, 50, 1)};
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kNone);
}

TEST(Analysis, TwoReadsThatDifferAreSeenToo) {
  Events events = {Read(1, kBalance, 1), Write(2, kBalance, 1, 0),
                   Read(1, kBalance, 0)};
  // At one place: a loop that waits.
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kNone);
  events[2].pc += 8;
  EXPECT_EQ(ExplainWrongResult(events, All).pattern, Pattern::kStaleRead);
}

TEST(Analysis, TheUsersOwnCodeComesFirst) {
  const Events events = {Read(1, kBalance, 1),   Read(1, kOther, 1),
                         Write(2, kOther, 1, 2), Write(2, kBalance, 1, 2),
                         Write(1, kOther, 2, 2), Write(1, kBalance, 2, 2)};
  const Analysis mine = ExplainWrongResult(
      events, [](const TraceEvent& e) { return e.address == kBalance; });
  EXPECT_EQ(mine.address, kBalance);
  EXPECT_EQ(ExplainWrongResult(events, All).address, kOther);
}

TEST(Analysis, TheSidesOfARaceAreFoundByThreadAndPlace) {
  const Events events = {Read(1, kBalance, 0), Read(2, kBalance, 0),
                         Write(1, kBalance, 0, 1), Write(2, kBalance, 1, 1)};
  RaceSides sides;
  sides.threads[0] = 1;
  sides.pcs[0] = events[2].pc;
  sides.threads[1] = 2;
  sides.pcs[1] = events[3].pc;
  const Analysis analysis = ExplainRace(events, sides);
  EXPECT_EQ(analysis.pattern, Pattern::kDataRace);
  EXPECT_THAT(analysis.critical, ElementsAre(2, 3));
  sides.pcs[1] = 1;
  EXPECT_EQ(ExplainRace(events, sides).pattern, Pattern::kNone);
}

TEST(Analysis, LocksTakenInOppositeOrdersAreACycle) {
  const Events events = {
      On(Kind::kLock, 1, kMutex), On(Kind::kLock, 2, kSecond),
      On(Kind::kBlock, 2, kMutex, "mutex"),
      On(Kind::kBlock, 1, kSecond, "mutex"), On(Kind::kBlock, 0, 0, "join", 1)};
  const Analysis analysis = ExplainStuck(events);
  EXPECT_EQ(analysis.pattern, Pattern::kDeadlock);
  EXPECT_THAT(analysis.critical, ElementsAre(0, 1, 2, 3));
  ASSERT_EQ(analysis.waits.size(), 3u);
  EXPECT_FALSE(analysis.waits[0].in_cycle);
  EXPECT_EQ(analysis.waits[0].holder, 1);
  EXPECT_TRUE(analysis.waits[1].in_cycle);
  EXPECT_EQ(analysis.waits[1].holder, 2);
  EXPECT_EQ(analysis.waits[1].acquired, 1u);
}

TEST(Analysis, ANotifyBeforeTheWaitIsALostWakeup) {
  Events events = {On(Kind::kNotify, 2, kCondition),
                   On(Kind::kBlock, 1, kCondition, "condition variable"),
                   On(Kind::kBlock, 0, 0, "join", 1)};
  Analysis analysis = ExplainStuck(events);
  EXPECT_EQ(analysis.pattern, Pattern::kLostWakeup);
  EXPECT_THAT(analysis.critical, ElementsAre(0, 1));
  EXPECT_EQ(analysis.address, kCondition);

  events.erase(events.begin());
  analysis = ExplainStuck(events);
  EXPECT_EQ(analysis.pattern, Pattern::kNeverNotified);
  EXPECT_THAT(analysis.critical, ElementsAre(0));
}

TEST(Analysis, LocksOfTheProgramsOwnMakingBlockOnTheirOwnWords) {
  // As absl::Mutex does: it wants the mutex, then waits on a futex.
  const Events events = {
      On(Kind::kLock, 1, kMutex),  On(Kind::kLock, 2, kSecond),
      On(Kind::kWant, 2, kMutex),  On(Kind::kBlock, 2, kOther, "futex"),
      On(Kind::kWant, 1, kSecond), On(Kind::kBlock, 1, kOther, "futex")};
  const Analysis analysis = ExplainStuck(events);
  EXPECT_EQ(analysis.pattern, Pattern::kDeadlock);
  EXPECT_THAT(analysis.critical, ElementsAre(0, 1, 2, 4));
}

TEST(Analysis, LocksHeldAreThoseTakenAndNotGivenUp) {
  const Events events = {On(Kind::kLock, 1, kMutex),
                         On(Kind::kLock, 1, kSecond),
                         On(Kind::kLock, 2, kOther),
                         On(Kind::kUnlock, 1, kMutex), Read(1, kBalance, 0)};
  EXPECT_THAT(LocksHeld(events, 4), ElementsAre(1));
}

}  // namespace
}  // namespace racekit::explain
