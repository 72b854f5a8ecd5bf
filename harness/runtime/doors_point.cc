// RACEKIT_POINT: a scheduling point by name.

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

extern "C" void racekit_point(const char* name);

namespace {

[[gnu::noinline]] void PointElsewhere(const char* name, std::uintptr_t pc) {
  Thread* current = AtDoor(pc);
  if (current != nullptr) world.Point(current, Op::kYield, name);
}

}  // namespace

extern "C" void racekit_point(const char* name) {
  const std::uintptr_t pc = RACEKIT_CALLER();
  Thread* current = Controlled();
  if (current == nullptr || ForeignCode::IsForeign(pc)) [[unlikely]]
    return PointElsewhere(name, pc);
  current->last_pc = pc;
  world.Point(current, Op::kYield, name);
}
