#include "harness/stress/symbolize.h"

#include <dlfcn.h>

#include "absl/debugging/symbolize.h"

namespace racekit::internal {
namespace {

Frame ToFrame(std::uintptr_t pc, bool is_return_address) {
  Frame frame;
  frame.pc = pc;
  char name[1024];
  if (absl::Symbolize(reinterpret_cast<void*>(pc - is_return_address), name,
                      sizeof(name))) {
    frame.function = name;
  }
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(pc), &info) != 0 &&
      info.dli_fname != nullptr) {
    frame.module = info.dli_fname;
    frame.offset = pc - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  }
  return frame;
}

}  // namespace

Stack SymbolizeStack(const std::uintptr_t* pcs, int size, int interrupted) {
  Stack stack;
  for (int i = interrupted; i < size; ++i) {
    stack.push_back(ToFrame(pcs[i], /*is_return_address=*/i > interrupted));
  }
  return stack;
}

}  // namespace racekit::internal
