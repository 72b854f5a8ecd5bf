// Fibers of the program's own making, as sanitizer/tsan_interface.h lets it
// tell of them. To the world a switch from one to another is a call like any
// other: they run on the controlled thread that switches to them. What they
// need here is a call stack of their own, and that what a fiber did on one
// thread is before what it does on the next.
//
// Two fibers on one thread are ordered, whether or not the switch says
// __tsan_switch_to_fiber_no_sync.

#include "harness/runtime/door.h"
#include "harness/runtime/slot.h"

using namespace racekit::runtime;  // NOLINT: all of a hook's words are there

namespace racekit::runtime {

struct Fiber {
  CallNode* frames = nullptr;
  int depth = 0;
  int deeper = 0;
};

}  // namespace racekit::runtime

namespace {

Fiber* Current(Thread* thread) {
  if (thread->fiber == nullptr) {
    thread->fiber = world.region().New<Fiber>();
    thread->fiber->frames = thread->frames;
  }
  return thread->fiber;
}

}  // namespace

extern "C" {

void* __tsan_get_current_fiber() {
  Thread* thread = self;
  return thread == nullptr ? nullptr : Current(thread);
}

void* __tsan_create_fiber(unsigned) {
  Thread* thread = Controlled();
  if (thread == nullptr) return nullptr;
  auto* fiber = world.region().New<Fiber>();
  fiber->frames = static_cast<CallNode*>(
      world.region().Allocate((kMaxDepth + 1) * sizeof(CallNode)));
  fiber->frames[0] = 0;
  // Whoever runs it first knows what its creator knew.
  ObserveRelease(thread, fiber);
  return fiber;
}

void __tsan_destroy_fiber(void*) {}

void __tsan_switch_to_fiber(void* to, unsigned) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  if (to == nullptr)
    Refuse("a switch to a fiber that was made before the body");
  Fiber* from = Current(thread);
  from->depth = thread->depth;
  from->deeper = thread->deeper;
  ObserveRelease(thread, from);
  thread->fiber = static_cast<Fiber*>(to);
  thread->frames = thread->fiber->frames;
  thread->depth = thread->fiber->depth;
  thread->deeper = thread->fiber->deeper;
  ObserveAcquire(thread, to);
}

void __tsan_set_fiber_name(void*, const char*) {}

}  // extern "C"
