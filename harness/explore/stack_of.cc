#include "harness/explore/stack_of.h"

#include <string>
#include <vector>

#include "harness/report/frames.h"
#include "harness/runtime/world.h"
#include "harness/symbols/symbols.h"

namespace racekit::internal {

Stack StackOf(runtime::CallNode node, std::uintptr_t pc) {
  std::vector<std::uintptr_t> pcs;
  if (pc != 0) pcs.push_back(pc);
  for (const runtime::CallTree& calls = runtime::world.calls(); node != 0;
       node = calls.parent(node)) {
    pcs.push_back(calls.pc(node));
  }
  return Symbolize(pcs.data(), static_cast<int>(pcs.size()));
}

std::string Place(const Stack& stack) {
  const Frame* frame = FirstUserFrame(stack);
  return frame == nullptr ? "unknown place" : ShortSite(*frame);
}

void RememberPlaces(const std::vector<Finding>& findings) {
  std::vector<std::uintptr_t> pcs;
  const auto add = [&pcs](const Stack& stack) {
    // As return addresses, which lie behind what they stand for.
    for (const Frame& frame : stack) pcs.push_back(frame.pc + 1);
  };
  for (const Finding& finding : findings) {
    for (const Access& access : finding.accesses) add(access.stack);
    for (const ThreadInfo& thread : finding.threads) add(thread.created_at);
  }
  Symbolize(pcs.data(), static_cast<int>(pcs.size()));
}

}  // namespace racekit::internal
