#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "scenarios/lockfree/free_list.h"
#include "scenarios/lockfree/lockfree.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::lockfree {
namespace {

constexpr std::uint32_t kBlocks = 4;

template <typename FreeList>
std::string Run(Scale scale) {
  const int threads = Sized(scale, 3, 2);
  const int times = Sized(scale, 1'000, 6);  // that each takes two blocks
  FreeList list(kBlocks);
  // By its user, for as long as he has it; relaxed, so as to order nothing
  // that the list does not.
  std::array<std::atomic<bool>, kBlocks> in_use{};
  std::atomic<bool> shared{false};
  const auto take = [&] {
    const std::uint32_t block = list.Pop();
    if (block != kNone &&
        in_use[block].exchange(true, std::memory_order_relaxed)) {
      shared.store(true, std::memory_order_relaxed);
    }
    return block;
  };
  const auto give_back = [&](std::uint32_t block) {
    if (block == kNone) return;
    in_use[block].store(false, std::memory_order_relaxed);
    list.Push(block);
  };
  RunThreads(threads, [&](int) {
    for (int i = 0; i < times; ++i) {
      const std::uint32_t one = take();
      const std::uint32_t two = take();
      give_back(one);
      give_back(two);
      // From here on the list is beyond repair.
      if (shared.load(std::memory_order_relaxed)) return;
    }
  });
  if (shared) return "a block was given to two threads at once";
  std::uint32_t left = 0;
  while (left <= kBlocks && list.Pop() != kNone) ++left;
  if (left == kBlocks) return "";
  return std::to_string(left) + " of " + std::to_string(kBlocks) +
         " blocks are left, or more";
}

}  // namespace

Scenario AbaStack() {
  return {
      .name = "lockfree/aba-stack",
      .kind = "atomicity-violation",
      .summary =
          "A lock-free stack takes it that nothing has changed if the top "
          "is the block that it was.",
      .source = "the literature on lock-free stacks: the ABA problem",
      .invariant = "a block is one thread's from its pop to its push",
      .observed = "a block was given to two threads at once",
      .variants =
          {
              // Every access is atomic: no data race, no word of
              // ThreadSanitizer's. And there is no call between the two
              // accesses at which a thread could be held: real threads are
              // seldom so unlucky. Only an order that was chosen finds it for
              // sure.
              Racy("untagged", Run<UntaggedFreeList>, Either(), Silent(),
                   Found({"atomicity-violation", "assertion"})),
              Fixed("tagged", Run<TaggedFreeList>),
              Fixed("mutex", Run<LockedFreeList>),
          },
  };
}

}  // namespace racekit::scenarios::lockfree
