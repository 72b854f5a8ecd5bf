#include "harness/runtime/call_tree.h"

#include "harness/runtime/region.h"

namespace racekit::runtime {

void CallTree::Map() {
  slots_ = static_cast<Slot*>(MapPages(kSlots * sizeof(Slot)));
  nodes_ = static_cast<Node*>(MapPages(kSlots * sizeof(Node)));
}

CallNode CallTree::Add(Slot& slot, CallNode parent, std::uintptr_t pc) {
  // Deep recursion has more stacks than we can hold: the deeper calls then
  // look as if made by their caller's caller.
  if (count_ >= kSlots / 2) return parent;
  nodes_[count_] = {pc, parent};
  slot = {pc, parent, count_};
  return count_++;
}

}  // namespace racekit::runtime
