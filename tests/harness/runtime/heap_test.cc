// The heap of controlled threads: addresses depend on what is in use alone.

#include "harness/runtime/heap.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "harness/schedule/random.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

using runtime::Heap;

std::uintptr_t Address(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

TEST(SlotBits, TakesTheLowest) {
  const auto bits = std::make_unique<runtime::SlotBits>();
  constexpr std::uint32_t kMany = 300'000;  // more than one word of level 2
  for (std::uint32_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(bits->TakeLowest(kMany), i);
  }
  EXPECT_EQ(bits->TakeLowest(kMany), runtime::SlotBits::kSlots);
  for (const std::uint32_t i : {299'999u, 70'000u, 64u, 4095u, 4096u}) {
    EXPECT_TRUE(bits->IsTaken(i));
    bits->Release(i);
    EXPECT_FALSE(bits->IsTaken(i));
  }
  for (const std::uint32_t i : {64u, 4095u, 4096u, 70'000u, 299'999u}) {
    EXPECT_EQ(bits->TakeLowest(kMany), i);
  }
}

TEST(Heap, BlocksHaveRoomDoNotOverlapAndAreAligned) {
  Heap heap;
  schedule::Random random(1);
  std::map<std::uintptr_t, std::size_t> blocks;
  for (int i = 0; i < 20'000; ++i) {
    if (!blocks.empty() && random.Below(3) == 0) {
      auto it = blocks.lower_bound(random.Next() >> 17);
      if (it == blocks.end()) it = blocks.begin();
      ASSERT_TRUE(heap.Free(reinterpret_cast<void*>(it->first)));
      blocks.erase(it);
      continue;
    }
    const std::size_t size = random.Below(std::uint64_t{1} << random.Below(22));
    const std::size_t alignment = std::size_t{1} << random.Below(13);
    void* block = random.Below(2) == 0 ? heap.Allocate(size)
                                       : heap.AllocateAligned(alignment, size);
    ASSERT_NE(block, nullptr);
    ASSERT_TRUE(heap.Owns(block));
    ASSERT_EQ(Address(block) % 16, 0u);
    const std::size_t room = heap.SizeOf(block);
    ASSERT_GE(room, size);
    const auto next = blocks.lower_bound(Address(block));
    if (next != blocks.end()) {
      ASSERT_LE(Address(block) + room, next->first);
    }
    if (next != blocks.begin()) {
      const auto previous = std::prev(next);
      ASSERT_LE(previous->first + previous->second, Address(block));
    }
    blocks[Address(block)] = room;
  }
}

TEST(Heap, AlignsToWhatIsAskedFor) {
  Heap heap;
  for (std::size_t alignment = 16; alignment <= 1 << 20; alignment *= 2) {
    for (const std::size_t size : {0, 1, 40, 1000, 1025, 5000, 70'000}) {
      const void* block = heap.AllocateAligned(alignment, size);
      ASSERT_NE(block, nullptr);
      EXPECT_EQ(Address(block) % alignment, 0u) << alignment << " " << size;
      EXPECT_GE(heap.SizeOf(block), size);
    }
  }
}

TEST(Heap, WastesLittle) {
  Heap heap;
  for (std::size_t size = 1; size < 3'000'000; size += 1 + size / 37) {
    void* block = heap.Allocate(size);
    EXPECT_LE(heap.SizeOf(block), size + size / 4 + 16);
    heap.Free(block);
  }
}

TEST(Heap, KnowsWhatIsNoBlock) {
  Heap heap;
  auto* block = static_cast<char*>(heap.Allocate(100));
  EXPECT_FALSE(heap.Free(block + 8));
  EXPECT_EQ(heap.SizeOf(block + 8), 0u);
  EXPECT_TRUE(heap.Free(block));
  EXPECT_FALSE(heap.Free(block));
  EXPECT_EQ(heap.SizeOf(block), 0u);
  int local = 0;
  EXPECT_FALSE(heap.Owns(&local));
  EXPECT_EQ(heap.Allocate(std::size_t{1} << 40), nullptr);
}

// Of what the body allocates, in the order of one thread.
TEST(Heap, EachExecutionHasTheSameAddresses) {
  const Report report = Explore(
      []() -> std::string {
        std::uintptr_t mine[3];
        const auto blocks = std::make_unique<std::vector<int>>(1000);
        mine[0] = Address(blocks.get());
        mine[1] = Address(blocks->data());
        std::thread([&] {
          const auto other = std::make_unique<std::string>(5000, 'x');
          mine[2] = Address(other->data());
        }).join();
        std::string text;
        for (const std::uintptr_t address : mine) {
          text += std::to_string(address) + " ";
        }
        return text;  // as an observation, which is reported
      },
      FindingKind::kAssertion, Executions(50));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].count, 50);
  // Other messages would be notes.
  EXPECT_THAT(report.findings[0].notes, testing::IsEmpty());
}

TEST(Heap, FreeingTwiceIsFound) {
  const Report report = Explore(
      [] {
        auto* block = new int;
        std::thread([block] { delete block; }).join();
        operator delete(block);
      },
      Executions(5));
  ASSERT_THAT(report, Finds(FindingKind::kCrash));
}

TEST(Heap, WhatWasFreedLooksWrong) {
  const Report report = Explore(
      []() -> std::string {
        auto* block = new volatile int(7);
        int after = 0;
        std::thread([&] {
          delete block;
          after = *block;
        }).join();
        return after == 7 ? "still 7" : "";
      },
      FindingKind::kAssertion, Executions(3));
  EXPECT_THAT(report, testing::Not(Finds(FindingKind::kAssertion)));
  EXPECT_THAT(report, Finds(FindingKind::kUseAfterFree));
}

TEST(Heap, ReallocKeepsWhatWasThere) {
  const Report report = Explore(
      [] {
        std::thread([] {
          auto* block = static_cast<char*>(malloc(10));
          strcpy(block, "nine char");
          for (std::size_t size = 20; size < 500'000; size *= 3) {
            block = static_cast<char*>(realloc(block, size));
            EXPECT_STREQ(block, "nine char");
          }
          block = static_cast<char*>(realloc(block, 12));
          EXPECT_STREQ(block, "nine char");
          free(block);
          auto* zeros = static_cast<char*>(calloc(100, 10));
          for (int i = 0; i < 1000; ++i) EXPECT_EQ(zeros[i], 0);
          memset(zeros, 1, 1000);
          free(zeros);
        }).join();
      },
      Executions(3));
  EXPECT_THAT(report, IsRaceFree());
}

}  // namespace
}  // namespace racekit
