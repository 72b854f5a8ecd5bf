// Stacks of free blocks: who needs one of a few blocks pops it, and pushes it
// back when done with it. Blocks are named by their numbers, from 0.

#ifndef RACEKIT_SCENARIOS_LOCKFREE_FREE_LIST_H_
#define RACEKIT_SCENARIOS_LOCKFREE_FREE_LIST_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace racekit::scenarios::lockfree {

// Each class: free at first are blocks 0 to `blocks` - 1. Pop() returns one
// that then is not free until it is pushed, or kNone. Thread-safe.
inline constexpr std::uint32_t kNone = 0xffffffff;

// BUG (ABA): Pop() reads the top block A and the one below it, B, and then
// makes B the top if the top still is A. It may be A *again*: popped, B popped
// too, A pushed back. Then B, which somebody uses, is free. All accesses are
// atomic, and no memory is freed: no detector of either has a word to say.
class UntaggedFreeList {
 public:
  explicit UntaggedFreeList(std::uint32_t blocks);
  void Push(std::uint32_t block);
  std::uint32_t Pop();

 private:
  std::unique_ptr<std::atomic<std::uint32_t>[]> below_;  // of each block
  std::atomic<std::uint32_t> top_;
};

// Fixed: beside the top stands how often it was changed. The same block is not
// the same top.
class TaggedFreeList {
 public:
  explicit TaggedFreeList(std::uint32_t blocks);
  void Push(std::uint32_t block);
  std::uint32_t Pop();

 private:
  // The block in the lower half, the count of changes in the upper. It comes
  // round after four thousand million changes within one Pop().
  static std::uint64_t Top(std::uint32_t block, std::uint64_t last_top) {
    return ((last_top >> 32) + 1) << 32 | block;
  }

  std::unique_ptr<std::atomic<std::uint32_t>[]> below_;
  std::atomic<std::uint64_t> top_;
};

// Fixed with a lock.
class LockedFreeList {
 public:
  explicit LockedFreeList(std::uint32_t blocks);
  void Push(std::uint32_t block);
  std::uint32_t Pop();

 private:
  std::mutex mutex_;
  std::vector<std::uint32_t> free_;  // guarded by mutex_
};

}  // namespace racekit::scenarios::lockfree

#endif  // RACEKIT_SCENARIOS_LOCKFREE_FREE_LIST_H_
