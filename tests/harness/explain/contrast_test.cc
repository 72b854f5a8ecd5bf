#include "harness/explain/contrast.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gtest/gtest.h"

namespace racekit::explain {
namespace {

using runtime::TraceEvent;
using runtime::TraceKind;

constexpr std::uintptr_t kMutex = 0x1000;
constexpr std::uintptr_t kOther = 0x2000;

// Code is told apart by thread, kind and object.
TraceEvent Event(int thread, TraceKind kind, std::uintptr_t address) {
  TraceEvent event;
  event.thread = thread;
  event.kind = kind;
  event.address = address;
  event.size = 4;
  event.pc = address + static_cast<std::uintptr_t>(kind);
  return event;
}

bool IsOwn(const TraceEvent&) { return true; }
bool IsForeign(const TraceEvent&) { return false; }

TEST(Contrast, TheOrderInWhichALockIsTaken) {
  const TraceEvent one = Event(1, TraceKind::kLock, kMutex);
  const TraceEvent two = Event(2, TraceKind::kLock, kMutex);
  const std::optional<Reordering> found =
      FindReordering({one, two}, {two, one}, Analysis(), IsOwn);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->first, 0u);
  EXPECT_EQ(found->second, 1u);
  const Analysis analysis = ExplainByOrder({one, two}, *found);
  EXPECT_EQ(analysis.pattern, Pattern::kOrder);
  EXPECT_EQ(analysis.address, kMutex);
}

TEST(Contrast, SameOrderIsNoContrast) {
  const Events events = {Event(1, TraceKind::kLock, kMutex),
                         Event(2, TraceKind::kLock, kMutex)};
  EXPECT_FALSE(FindReordering(events, events, Analysis(), IsOwn).has_value());
}

TEST(Contrast, LocksOfDifferentMutexesDoNotMatter) {
  const TraceEvent one = Event(1, TraceKind::kLock, kMutex);
  const TraceEvent two = Event(2, TraceKind::kLock, kOther);
  EXPECT_FALSE(
      FindReordering({one, two}, {two, one}, Analysis(), IsOwn).has_value());
}

TEST(Contrast, TwoReadsDoNotMatterAReadAndAWriteDo) {
  const TraceEvent read = Event(1, TraceKind::kRead, kOther);
  const TraceEvent other_read = Event(2, TraceKind::kRead, kOther);
  const TraceEvent write = Event(2, TraceKind::kWrite, kOther);
  EXPECT_FALSE(
      FindReordering({read, other_read}, {other_read, read}, Analysis(), IsOwn)
          .has_value());
  EXPECT_TRUE(FindReordering({read, write}, {write, read}, Analysis(), IsOwn)
                  .has_value());
}

TEST(Contrast, WhatLibrariesAccessIsNotForAPersonButAtomicsAre) {
  const TraceEvent read = Event(1, TraceKind::kRead, kOther);
  const TraceEvent write = Event(2, TraceKind::kWrite, kOther);
  EXPECT_FALSE(
      FindReordering({read, write}, {write, read}, Analysis(), IsForeign)
          .has_value());
  const TraceEvent load = Event(1, TraceKind::kAtomicLoad, kOther);
  const TraceEvent store = Event(2, TraceKind::kAtomicStore, kOther);
  EXPECT_TRUE(
      FindReordering({store, load}, {load, store}, Analysis(), IsForeign)
          .has_value());
}

TEST(Contrast, TheEarliestDifferenceCounts) {
  const TraceEvent a1 = Event(1, TraceKind::kLock, kOther);
  const TraceEvent a2 = Event(2, TraceKind::kLock, kOther);
  const TraceEvent b1 = Event(1, TraceKind::kLock, kMutex);
  const TraceEvent b2 = Event(2, TraceKind::kLock, kMutex);
  const std::optional<Reordering> found =
      FindReordering({a1, a2, b1, b2}, {a2, b2, a1, b1}, Analysis(), IsOwn);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->first, 0u);
  EXPECT_EQ(found->second, 1u);
}

}  // namespace
}  // namespace racekit::explain
