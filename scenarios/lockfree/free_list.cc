#include "scenarios/lockfree/free_list.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace racekit::scenarios::lockfree {
namespace {

using Links = std::unique_ptr<std::atomic<std::uint32_t>[]>;

// Block 0 on top, below it block 1, and so on.
Links MakeLinks(std::uint32_t blocks) {
  Links below = std::make_unique<std::atomic<std::uint32_t>[]>(blocks);
  for (std::uint32_t block = 0; block < blocks; ++block) {
    below[block].store(block + 1 < blocks ? block + 1 : kNone,
                       std::memory_order_relaxed);
  }
  return below;
}

}  // namespace

// Everywhere below, release order hands a block on with all that was written
// into it, acquire order receives it. What lies below a block is read before it
// is known whether that is still so; the compare-exchange decides.

UntaggedFreeList::UntaggedFreeList(std::uint32_t blocks)
    : below_(MakeLinks(blocks)), top_(blocks > 0 ? 0 : kNone) {}

void UntaggedFreeList::Push(std::uint32_t block) {
  std::uint32_t top = top_.load(std::memory_order_relaxed);
  do {
    below_[block].store(top, std::memory_order_relaxed);  // racy: below_
  } while (!top_.compare_exchange_weak(top, block, std::memory_order_release,
                                       std::memory_order_relaxed));
}

std::uint32_t UntaggedFreeList::Pop() {
  std::uint32_t top = top_.load(std::memory_order_acquire);
  std::uint32_t below;
  do {
    if (top == kNone) return kNone;
    below = below_[top].load(std::memory_order_relaxed);  // racy: below_
  } while (!top_.compare_exchange_weak(top, below, std::memory_order_acq_rel,
                                       std::memory_order_acquire));
  return top;
}

TaggedFreeList::TaggedFreeList(std::uint32_t blocks)
    : below_(MakeLinks(blocks)), top_(blocks > 0 ? 0 : kNone) {}

void TaggedFreeList::Push(std::uint32_t block) {
  std::uint64_t top = top_.load(std::memory_order_relaxed);
  do {
    below_[block].store(static_cast<std::uint32_t>(top),
                        std::memory_order_relaxed);
  } while (!top_.compare_exchange_weak(top, Top(block, top),
                                       std::memory_order_release,
                                       std::memory_order_relaxed));
}

std::uint32_t TaggedFreeList::Pop() {
  std::uint64_t top = top_.load(std::memory_order_acquire);
  for (;;) {
    const auto block = static_cast<std::uint32_t>(top);
    if (block == kNone) return kNone;
    const std::uint32_t below = below_[block].load(std::memory_order_relaxed);
    if (top_.compare_exchange_weak(top, Top(below, top),
                                   std::memory_order_acq_rel,
                                   std::memory_order_acquire)) {
      return block;
    }
  }
}

LockedFreeList::LockedFreeList(std::uint32_t blocks) {
  for (std::uint32_t block = blocks; block > 0; --block) {
    free_.push_back(block - 1);
  }
}

void LockedFreeList::Push(std::uint32_t block) {
  std::lock_guard<std::mutex> lock(mutex_);
  free_.push_back(block);
}

std::uint32_t LockedFreeList::Pop() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (free_.empty()) return kNone;
  const std::uint32_t block = free_.back();
  free_.pop_back();
  return block;
}

}  // namespace racekit::scenarios::lockfree
