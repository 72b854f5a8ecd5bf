#include "harness/arena/arena.h"

#include <cstdint>
#include <cstring>

#include "gtest/gtest.h"

namespace racekit::arena {
namespace {

struct Node {
  int value = 7;
  Node* next = nullptr;
};

TEST(Arena, HandsOutAlignedPiecesThatDoNotOverlap) {
  Arena arena(1 << 20);
  char* first = static_cast<char*>(arena.Allocate(1));
  char* second = static_cast<char*>(arena.Allocate(17));
  char* third = static_cast<char*>(arena.Allocate(1));
  for (char* piece : {first, second, third}) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(piece) % Arena::kAlignment, 0u);
  }
  EXPECT_GE(second - first, 1);
  EXPECT_GE(third - second, 17);
}

// What determinism rests on: an execution gets the addresses of the one before.
TEST(Arena, GivesTheSameAddressesAfterReset) {
  Arena arena(1 << 20);
  void* const a = arena.Allocate(100);
  void* const b = arena.Allocate(100);
  arena.Reset();
  EXPECT_EQ(arena.used(), 0u);
  EXPECT_EQ(arena.Allocate(100), a);
  EXPECT_EQ(arena.Allocate(100), b);
}

TEST(Arena, NewInitialisesWhatAnEarlierExecutionLeft) {
  Arena arena(1 << 20);
  std::memset(arena.Allocate(sizeof(Node)), 0xff, sizeof(Node));
  arena.Reset();
  const Node* node = arena.New<Node>();
  EXPECT_EQ(node->value, 7);
  EXPECT_EQ(node->next, nullptr);
}

TEST(Arena, HandlesLeadBackAndZeroIsNone) {
  Arena arena(1 << 20);
  for (int i = 0; i < 100; ++i) {
    Node* node = arena.New<Node>();
    const Arena::Handle handle = arena.ToHandle(node);
    EXPECT_NE(handle, 0u);
    EXPECT_EQ(arena.At<Node>(handle), node);
  }
}

TEST(ArenaDeathTest, SaysSoWhenItIsFull) {
  Arena arena(4096);
  EXPECT_DEATH(arena.NewArray<char>(4096), "out of memory for an arena");
}

TEST(Arena, IsUsableToItsLastPiece) {
  Arena arena(4096);
  char* rest = arena.NewArray<char>(4096 - Arena::kAlignment);
  rest[4096 - Arena::kAlignment - 1] = 'x';
  EXPECT_EQ(arena.used(), 4096 - Arena::kAlignment);
}

}  // namespace
}  // namespace racekit::arena
