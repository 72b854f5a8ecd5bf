#include "harness/contain/interrupted_stack.h"

#include <unwind.h>

namespace racekit::internal {
namespace {

struct Walk {
  std::uintptr_t* pcs;
  int max;
  int size = 0;
  int start = 0;  // of what was interrupted; before it are a handler's frames
};

_Unwind_Reason_Code AddFrame(_Unwind_Context* context, void* argument) {
  auto* walk = static_cast<Walk*>(argument);
  int is_exact = 0;
  const std::uintptr_t pc = _Unwind_GetIPInfo(context, &is_exact);
  if (pc == 0 || walk->size == walk->max) return _URC_END_OF_STACK;
  // A frame that a signal interrupted has an exact counter, the others have
  // return addresses.
  if (is_exact != 0) walk->start = walk->size;
  walk->pcs[walk->size++] = pc;
  return _URC_NO_REASON;
}

}  // namespace

void PrepareStackWalks() {
  std::uintptr_t pc;
  InterruptedStack(&pc, 1);
}

int InterruptedStack(std::uintptr_t* pcs, int max) {
  Walk walk{pcs, max};
  _Unwind_Backtrace(AddFrame, &walk);
  for (int i = walk.start; i < walk.size; ++i) pcs[i - walk.start] = pcs[i];
  return walk.size - walk.start;
}

}  // namespace racekit::internal
