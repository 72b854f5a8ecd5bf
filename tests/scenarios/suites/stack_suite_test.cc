// Stacks that do what the suite asks for: one with a lock, and a lock-free list
// of blocks, which are ints as well.

#include "scenarios/suites/stack_suite.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "scenarios/lockfree/free_list.h"

namespace racekit {
namespace {

using scenarios::lockfree::kNone;
using scenarios::lockfree::TaggedFreeList;

class LockedStack {
 public:
  void Push(int item) {
    std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(item);
  }
  std::optional<int> Pop() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (items_.empty()) return std::nullopt;
    const int item = items_.back();
    items_.pop_back();
    return item;
  }

 private:
  std::mutex mutex_;
  std::vector<int> items_;
};

// All its blocks are free at first: an empty stack has none of them.
class TaggedStack {
 public:
  TaggedStack() : list_(StackSuite<TaggedStack>::kItems) {
    while (list_.Pop() != kNone) {
    }
  }
  void Push(int item) { list_.Push(static_cast<std::uint32_t>(item)); }
  std::optional<int> Pop() {
    const std::uint32_t block = list_.Pop();
    if (block == kNone) return std::nullopt;
    return static_cast<int>(block);
  }

 private:
  TaggedFreeList list_;
};

}  // namespace

using Stacks = ::testing::Types<LockedStack, TaggedStack>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, StackSuite, Stacks);

}  // namespace racekit
