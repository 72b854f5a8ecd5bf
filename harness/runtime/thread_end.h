// What happens when a thread's function has returned: destructors of
// thread_local objects, then of pthread_setspecific() values.

#ifndef RACEKIT_HARNESS_RUNTIME_THREAD_END_H_
#define RACEKIT_HARNESS_RUNTIME_THREAD_END_H_

#include "harness/runtime/thread.h"

namespace racekit::runtime {

void RunThreadEnd(Thread* thread);

// The first part of it alone.
void RunTlsDestructors(Thread* thread);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_THREAD_END_H_
