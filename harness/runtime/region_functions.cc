#include "harness/runtime/region_functions.h"

#include "harness/runtime/observer.h"

namespace racekit::runtime {

constinit RegionFunctions region_functions;

void EnterRegionFunction(Thread* thread, std::uintptr_t pc) {
  // What it calls is part of it.
  if (thread->region_depth != 0 || thread->unobserved > 0) return;
  const char* name = region_functions.Find(pc);
  if (name == nullptr) return;
  thread->region_depth = thread->depth;
  thread->region_name = name;
  thread->last_pc = pc;
  ObserveRegionBegin(thread, name);
}

void LeaveRegionFunction(Thread* thread) {
  thread->region_depth = 0;
  ObserveRegionEnd(thread, thread->region_name);
}

}  // namespace racekit::runtime
