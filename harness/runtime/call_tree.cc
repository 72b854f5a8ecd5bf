#include "harness/runtime/call_tree.h"

#include <sys/mman.h>

#include "harness/arena/shared_pages.h"
#include "harness/runtime/region.h"

namespace racekit::runtime {

void CallTree::Map(bool shared) {
  constexpr std::size_t kSlotBytes = kSlots * sizeof(Slot);
  constexpr std::size_t kNodeBytes = kSlots * sizeof(Node);
  constexpr std::size_t kBytes = kSlotBytes + kNodeBytes + sizeof(*count_);
  char* pages = static_cast<char*>(shared ? arena::MapSharedPages(kBytes)
                                          : MapPages(kBytes));
  slots_ = reinterpret_cast<Slot*>(pages);
  nodes_ = reinterpret_cast<Node*>(pages + kSlotBytes);
  count_ = reinterpret_cast<CallNode*>(pages + kSlotBytes + kNodeBytes);
  *count_ = 1;
}

CallNode CallTree::Add(Slot& slot, CallNode parent, std::uintptr_t pc) {
  const CallNode node = *count_;
  // Deep recursion has more stacks than we can hold: the deeper calls then
  // look as if made by their caller's caller.
  if (node >= kSlots / 2) return parent;
  nodes_[node] = {pc, parent};
  // A process that ends in the middle of this leaves a number unused.
  ++*count_;
  slot = {pc, parent, node};
  return node;
}

void CallTree::ShareWithChildren() {
  if (shared_) return;
  const Node* const nodes = nodes_;
  const CallNode count = nodes == nullptr ? 1 : *count_;
  // What was mapped stays: a few pages, once in a process.
  Map(/*shared=*/true);
  shared_ = true;
  for (CallNode node = 1; node < count; ++node) {
    Enter(nodes[node].parent, nodes[node].pc);
  }
}

}  // namespace racekit::runtime
