// What the controlled world knows about mutexes, condition variables and their
// like: one object for each address, made when first used in an execution.
//
// The program's own pthread_mutex_t and so on are left as they are: after an
// execution that was abandoned with a global mutex held, the next one finds it
// free.

#ifndef RACEKIT_HARNESS_RUNTIME_SYNC_TABLE_H_
#define RACEKIT_HARNESS_RUNTIME_SYNC_TABLE_H_

#include <cstdint>

#include "harness/runtime/thread.h"

namespace racekit::runtime {

enum class SyncKind : std::uint8_t {
  kMutex,
  kRwlock,
  kSpinlock,
  kCondition,
  kSemaphore,
  kBarrier,
  kOnce,
  kFutex,
  kAnnotated,  // by __tsan_mutex_*: a mutex of the program's own making
};

struct SyncObject {
  const void* address = nullptr;
  SyncKind kind = SyncKind::kMutex;
  bool initialised = false;  // by the first user, from the program's object
  bool not_static = false;   // an annotated mutex which said so of itself
  Thread* owner = nullptr;   // of a mutex; the writer of a rwlock
  int count = 0;     // recursion; readers; a semaphore's value; arrivals
  int capacity = 0;  // of a barrier
  std::uint64_t generation = 0;  // of a barrier
  WaitQueue waiters;
  WaitQueue writers;  // of a rwlock
};

class SyncTable {
 public:
  // The object at `address`. One of another kind that was there is gone: its
  // memory has been used anew.
  SyncObject* Get(const void* address, SyncKind kind);
  // The object, or null.
  SyncObject* Find(const void* address);
  // Forgets the object: it is initialised or destroyed.
  void Forget(const void* address);
  // Forgets all, when an execution begins.
  void Reset();

 private:
  struct Entry {
    const void* address;
    SyncObject* object;
    std::uint64_t epoch;
  };
  Entry* Slot(const void* address);
  void Grow();

  Entry* entries_ = nullptr;
  std::uint64_t capacity_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t epoch_ = 1;
};

extern SyncTable sync_table;

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_SYNC_TABLE_H_
