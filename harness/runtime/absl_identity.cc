// Abseil's identity of a thread, which is handed from thread to thread and so
// from execution to execution.
//
// Whoever waits for an absl::Mutex waits for the semaphore in its thread's
// identity, and does not take the post if it sees beforehand that its turn has
// come. The next thread that inherits the identity then finds a post that was
// not meant for it: harmless, and one futex call more or less, by what an
// earlier execution did. Here the semaphore is made anew with each thread, so
// that an execution depends on its own schedule alone.
//
// Hidden from the detectors: a post on its way to the former owner is no access
// of the program's.

#include "harness/runtime/absl_names.h"
#include "harness/runtime/world.h"

using racekit::runtime::Controlled;
using racekit::runtime::Thread;

#define RACEKIT_ABSL_NAME(rest) RACEKIT_ABSL_PREFIX rest
#define RACEKIT_IDENTITY_NAME \
  RACEKIT_ABSL_NAME("24synchronization_internal20CreateThreadIdentityEv")

extern "C" void* RacekitRealCreateThreadIdentity() __asm__(
    "__real_" RACEKIT_IDENTITY_NAME);
extern "C" void* RacekitWrapCreateThreadIdentity() __asm__(
    "__wrap_" RACEKIT_IDENTITY_NAME);
// Makes the semaphore. Weak: a release of Abseil may do without it.
extern "C" [[gnu::weak]] void RacekitInitThreadIdentity(void* identity) __asm__(
    RACEKIT_ABSL_PREFIX
    "24synchronization_internal25OneTimeInitThreadIdentityEPN" RACEKIT_ABSL_SELF
    "13base_internal14ThreadIdentityE");

extern "C" void* RacekitWrapCreateThreadIdentity() {
  Thread* current = Controlled();
  if (current == nullptr || RacekitInitThreadIdentity == nullptr) {
    return RacekitRealCreateThreadIdentity();
  }
  ++current->ignore_reads;
  ++current->ignore_writes;
  ++current->ignore_sync;
  void* const identity = RacekitRealCreateThreadIdentity();
  RacekitInitThreadIdentity(identity);
  --current->ignore_sync;
  --current->ignore_writes;
  --current->ignore_reads;
  return identity;
}
