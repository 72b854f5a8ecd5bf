// What the controlled world tells the detectors: every access and every
// synchronisation, in the order in which they happen.

#ifndef RACEKIT_HARNESS_RUNTIME_OBSERVER_H_
#define RACEKIT_HARNESS_RUNTIME_OBSERVER_H_

#include <cstddef>
#include <cstdint>

#include "detectors/race_record.h"
#include "harness/runtime/thread.h"

namespace racekit::runtime {

// An execution begins: all is forgotten. And it has ended.
void ObserveStart();
void ObserveEnd();

// A fence; `order` is one of __ATOMIC_*. Accesses are in observe_access.h.
void ObserveFence(Thread* thread, int order);

// The thread is about to take a lock of the program's own making.
void ObserveWant(Thread* thread, const volatile void* lock);

// The thread is about to take a lock and may have to wait for it; a lock, a
// condition variable is destroyed; the thread waits on a condition variable,
// with a mutex it holds; it has done so, and holds the mutex again.
void ObserveLockIntent(Thread* thread, const volatile void* lock, bool shared);
void ObserveDestroyLock(Thread* thread, const volatile void* lock);
void ObserveWait(Thread* thread, const volatile void* condition,
                 const volatile void* mutex);
void ObserveWaitEnd(Thread* thread, const volatile void* condition,
                    const volatile void* mutex, bool woken);
void ObserveDestroyCondition(Thread* thread, const volatile void* condition);

// The thread must wait; it goes on. A condition variable or futex is notified,
// and so many threads were woken. The thread is at its end.
void ObserveBlock(Thread* thread, const volatile void* object,
                  const char* what);
void ObserveResume(Thread* thread, const volatile void* object,
                   const char* what);
void ObserveNotify(Thread* thread, const volatile void* object, int woken);
// `thread` itself waits no longer, though nobody notified.
void ObserveSpuriousWakeup(Thread* thread, const volatile void* condition);
void ObserveExit(Thread* thread);

// Before `parent` goes on; after `thread` has finished.
void ObserveCreate(Thread* parent, Thread* thread);
void ObserveJoin(Thread* joiner, Thread* thread);

// After a lock is taken, before it is given up; shared: for reading.
void ObserveLock(Thread* thread, const volatile void* lock);
void ObserveUnlock(Thread* thread, const volatile void* lock);
// Of a rwlock that nobody holds.
void ObserveStrangeUnlock(Thread* thread, const volatile void* lock);
void ObserveLockShared(Thread* thread, const volatile void* lock);
void ObserveUnlockShared(Thread* thread, const volatile void* lock);

// Whatever a Release on `object` comes before is before what an Acquire comes
// after.
void ObserveAcquire(Thread* thread, const volatile void* object);
void ObserveRelease(Thread* thread, const volatile void* object);

// `name`: what the program calls what is to happen in one step.
void ObserveRegionBegin(Thread* thread, const char* name);
void ObserveRegionEnd(Thread* thread, const char* name);

// Memory begins a life, so accesses to what was there before do not concern it;
// memory ends its life, which is like a write. `thread`: who allocated it; null
// where it is no program's allocation (the stack of a new thread).
void ObserveAllocate(const volatile void* address, std::size_t size,
                     const Thread* thread = nullptr);
void ObserveFree(Thread* thread, const volatile void* address, std::size_t size,
                 std::uintptr_t pc);

// Memory on which races are meant, until the execution ends.
class BenignMemory {
 public:
  void Add(const volatile void* address, std::size_t size) {
    if (size_ == kCapacity) return;
    ranges_[size_++] = {reinterpret_cast<std::uintptr_t>(address), size};
  }
  bool Has(std::uintptr_t address) const {
    for (int i = 0; i < size_; ++i) {
      if (address - ranges_[i].begin < ranges_[i].size) return true;
    }
    return false;
  }
  void Clear() { size_ = 0; }

 private:
  static constexpr int kCapacity = 1024;
  struct Range {
    std::uintptr_t begin;
    std::size_t size;
  };
  Range ranges_[kCapacity] = {};
  int size_ = 0;
};

extern BenignMemory benign_memory;

// Called for each race that is new in this execution, in the middle of the
// second access: the thread's stack still stands, and the thread is Unobserved.
extern void (*race_witness)(const detectors::RaceRecord& race);

// The data races of the execution so far.
const detectors::RaceLog& Races();

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_OBSERVER_H_
