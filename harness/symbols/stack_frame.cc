// By the C++ runtime's own unwinder, which every program that may throw has.

#include "harness/symbols/stack_frame.h"

#include <unwind.h>

namespace racekit::internal {
namespace {

// rbx, rbp, r12 to r15: what a function must hand back as it found it.
constexpr int kSaved[] = {3, 6, 12, 13, 14, 15};

struct Walk {
  StackFrame* frames;
  int max;
  int size = 0;
};

_Unwind_Reason_Code AddFrame(_Unwind_Context* context, void* argument) {
  auto* walk = static_cast<Walk*>(argument);
  const auto sp = static_cast<std::uintptr_t>(_Unwind_GetCFA(context));
  if (walk->size > 0) walk->frames[walk->size - 1].cfa = sp;
  const auto pc = static_cast<std::uintptr_t>(_Unwind_GetIP(context));
  if (pc == 0 || walk->size == walk->max) return _URC_END_OF_STACK;
  StackFrame& frame = walk->frames[walk->size++];
  frame = StackFrame();
  frame.pc = pc;
  frame.Set(kRegisterRsp, sp);
  for (const int number : kSaved) {
    frame.Set(number, _Unwind_GetGR(context, number));
  }
  return _URC_NO_REASON;
}

}  // namespace

int CaptureStack(StackFrame* frames, int max) {
  Walk walk{frames, max};
  _Unwind_Backtrace(AddFrame, &walk);
  return walk.size;
}

}  // namespace racekit::internal
