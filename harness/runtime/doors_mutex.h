// Mutexes as condition variables use them.

#ifndef RACEKIT_HARNESS_RUNTIME_DOORS_MUTEX_H_
#define RACEKIT_HARNESS_RUNTIME_DOORS_MUTEX_H_

#include <pthread.h>

#include "harness/runtime/sync_table.h"
#include "harness/runtime/thread.h"

namespace racekit::runtime {

SyncObject* MutexObject(pthread_mutex_t* mutex);
// Gives it up whatever its recursion; takes it again with that recursion.
void UnlockMutex(Thread* current, SyncObject* object);
void RelockMutex(Thread* current, SyncObject* object, int count);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_DOORS_MUTEX_H_
