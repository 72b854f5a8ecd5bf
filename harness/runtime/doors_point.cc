// RACEKIT_POINT: a scheduling point by name.

#include "harness/runtime/door.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

extern "C" void racekit_point(const char* name);

extern "C" void racekit_point(const char* name) {
  Thread* current = AtDoor(RACEKIT_CALLER());
  if (current != nullptr) world.Point(current, Op::kYield, name);
}
