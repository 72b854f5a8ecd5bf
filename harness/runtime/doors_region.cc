// RACEKIT_ATOMIC: where a thread begins what is to happen in one step, and ends
// it.

#include "harness/runtime/door.h"
#include "harness/runtime/observer.h"

using namespace racekit::runtime;  // NOLINT: all of a door's words are there

extern "C" {

void racekit_region_begin(const char* name);
void racekit_region_end(const char* name);

void racekit_region_begin(const char* name) {
  if (Thread* thread = AtDoor(RACEKIT_CALLER())) {
    ObserveRegionBegin(thread, name);
  }
}

void racekit_region_end(const char* name) {
  if (Thread* thread = AtDoor(RACEKIT_CALLER())) {
    ObserveRegionEnd(thread, name);
  }
}

}  // extern "C"
