// What the doors share. A door is the program's pthread_mutex_lock() or the
// like, defined in its own binary: calls from it and from libstdc++.so arrive
// there. On a controlled thread it works on the world's own objects, elsewhere
// it leads to the function that would have been called without us.

#ifndef RACEKIT_HARNESS_RUNTIME_DOOR_H_
#define RACEKIT_HARNESS_RUNTIME_DOOR_H_

#include <errno.h>
#include <time.h>

#include <cstdint>

#include "harness/runtime/foreign.h"
#include "harness/runtime/next.h"
#include "harness/runtime/observer.h"
#include "harness/runtime/sync_table.h"
#include "harness/runtime/virtual_time.h"
#include "harness/runtime/world.h"

// Where in the program the door was called from.
#define RACEKIT_CALLER() \
  reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))

namespace racekit::runtime {

// The controlled thread whose call arrived at a door, or null.
inline Thread* AtDoor(std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread != nullptr) {
    thread->last_pc = pc;
    foreign_code.OnCall(pc);
  } else if (world.active() && self == nullptr) {
    foreign_code.OnUncontrolledThread(pc);
  }
  return thread;
}

// `timespec`s as the program hands them in.
inline bool IsValid(const timespec* time) {
  return time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < 1000000000;
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_DOOR_H_
