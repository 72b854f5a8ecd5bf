// Executions written by hand: one call an event, each at a line of its own, so
// that what is found can be held against where it is.
//
//   Script s;
//   s.Create(0, 1).Take(1, kA, 10).Take(1, kB, 11).Give(1, kB).Give(1, kA);

#ifndef RACEKIT_TESTS_DETECTORS_SCRIPT_H_
#define RACEKIT_TESTS_DETECTORS_SCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/event.h"

namespace racekit::detectors {

class Script {
 public:
  using Address = std::uintptr_t;

  const std::vector<Event>& events() const { return events_; }

  Script& Add(EventKind kind, ThreadId thread, Address address, int line = 0) {
    Event event;
    event.kind = kind;
    event.thread = thread;
    event.address = address;
    event.site.pc = static_cast<std::uintptr_t>(line);
    events_.push_back(event);
    return *this;
  }

  // Locks: with waiting, for reading, by a try; or wanted alone.
  Script& Take(ThreadId thread, Address lock, int line = 0) {
    Want(thread, lock, line);
    return Try(thread, lock, line);
  }
  Script& Read(ThreadId thread, Address lock, int line = 0) {
    WantRead(thread, lock, line);
    return TryRead(thread, lock, line);
  }
  Script& Try(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kLock, thread, lock, line);
  }
  Script& TryRead(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kLockShared, thread, lock, line);
  }
  Script& Want(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kWant, thread, lock, line);
  }
  Script& WantRead(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kWantShared, thread, lock, line);
  }
  Script& Give(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kUnlock, thread, lock, line);
  }
  Script& GiveRead(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kUnlockShared, thread, lock, line);
  }
  Script& Destroy(ThreadId thread, Address lock, int line = 0) {
    return Add(EventKind::kDestroyLock, thread, lock, line);
  }

  Script& Create(ThreadId thread, ThreadId child) {
    Add(EventKind::kCreate, thread, 0);
    events_.back().other = child;
    return *this;
  }
  Script& Join(ThreadId thread, ThreadId child, int line = 0) {
    Add(EventKind::kJoin, thread, 0, line);
    events_.back().other = child;
    return *this;
  }
  Script& Exit(ThreadId thread, int line = 0) {
    return Add(EventKind::kExit, thread, 0, line);
  }
  Script& Threads(int count) {
    for (ThreadId thread = 1; thread <= count; ++thread) Create(0, thread);
    return *this;
  }

  // On condition variables: goes to sleep; is awake again and has the mutex.
  Script& Wait(ThreadId thread, Address condition, Address mutex,
               int line = 0) {
    return WaitOnly(thread, condition, mutex, line).Give(thread, mutex, line);
  }
  // Without having the mutex.
  Script& WaitOnly(ThreadId thread, Address condition, Address mutex,
                   int line = 0) {
    Add(EventKind::kWait, thread, condition, line);
    events_.back().object = mutex;
    return *this;
  }
  Script& Woken(ThreadId thread, Address condition, Address mutex,
                int line = 0) {
    TimedOut(thread, condition, mutex, line);
    events_.back().count = 1;
    return *this;
  }
  Script& TimedOut(ThreadId thread, Address condition, Address mutex,
                   int line = 0) {
    Try(thread, mutex, line);
    Add(EventKind::kWaitEnd, thread, condition, line);
    events_.back().object = mutex;
    return *this;
  }
  Script& Notify(ThreadId thread, Address condition, int woken, int line = 0) {
    Add(EventKind::kNotify, thread, condition, line);
    events_.back().count = woken;
    return *this;
  }

  // What is to happen in one step.
  Script& Begin(ThreadId thread, int line = 0) {
    return Add(EventKind::kRegionBegin, thread, 0, line);
  }
  Script& End(ThreadId thread) { return Add(EventKind::kRegionEnd, thread, 0); }

  Script& Load(ThreadId thread, Address address, int line = 0,
               std::size_t size = 4) {
    return Access(EventKind::kRead, thread, address, line, size);
  }
  Script& Store(ThreadId thread, Address address, int line = 0,
                std::size_t size = 4) {
    return Access(EventKind::kWrite, thread, address, line, size);
  }
  Script& Atomic(EventKind kind, ThreadId thread, Address address,
                 MemoryOrder order, int line = 0) {
    Access(kind, thread, address, line, 4);
    events_.back().order = order;
    return *this;
  }
  Script& Allocate(ThreadId thread, Address address, std::size_t size) {
    return Access(EventKind::kAllocate, thread, address, 0, size);
  }
  Script& Free(ThreadId thread, Address address, std::size_t size,
               int line = 0) {
    return Access(EventKind::kFree, thread, address, line, size);
  }
  Script& Access(EventKind kind, ThreadId thread, Address address, int line,
                 std::size_t size) {
    Add(kind, thread, address, line);
    events_.back().size = size;
    return *this;
  }

 private:
  std::vector<Event> events_;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_TESTS_DETECTORS_SCRIPT_H_
