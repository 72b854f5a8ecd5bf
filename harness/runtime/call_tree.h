// Call stacks as single numbers: a node is a call made from another node. The
// tree grows as functions are entered and is kept for the whole process, so a
// node noted down at an access still tells its stack after the execution.

#ifndef RACEKIT_HARNESS_RUNTIME_CALL_TREE_H_
#define RACEKIT_HARNESS_RUNTIME_CALL_TREE_H_

#include <cstddef>
#include <cstdint>

namespace racekit::runtime {

using CallNode = std::uint32_t;  // 0: the outermost function

class CallTree {
 public:
  // The node for a function called from `parent` that returns to `pc`.
  CallNode Enter(CallNode parent, std::uintptr_t pc) {
    if (slots_ == nullptr) Map();
    std::uint64_t hash =
        (pc ^ (std::uint64_t{parent} << 32)) * 0x9e3779b97f4a7c15u;
    for (std::uint64_t i = hash >> (64 - kLogSlots);; ++i) {
      Slot& slot = slots_[i & (kSlots - 1)];
      if (slot.node == 0) return Add(slot, parent, pc);
      if (slot.pc == pc && slot.parent == parent) {
        return slot.node;
      }
    }
  }

  // From now on in memory that this process has in common with the children it
  // forks: what one of them adds is known in all, if they run one at a time.
  void ShareWithChildren();

  CallNode parent(CallNode node) const { return nodes_[node].parent; }
  std::uintptr_t pc(CallNode node) const { return nodes_[node].pc; }

 private:
  static constexpr int kLogSlots = 20;
  static constexpr std::uint64_t kSlots = std::uint64_t{1} << kLogSlots;

  struct Slot {
    std::uintptr_t pc;
    CallNode parent;
    CallNode node;
  };
  struct Node {
    std::uintptr_t pc;
    CallNode parent;
  };

  void Map(bool shared = false);
  CallNode Add(Slot& slot, CallNode parent, std::uintptr_t pc);

  Slot* slots_ = nullptr;
  Node* nodes_ = nullptr;
  CallNode* count_ = nullptr;  // beside the nodes
  bool shared_ = false;
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_CALL_TREE_H_
