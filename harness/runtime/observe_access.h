// What the controlled world tells the detectors of the program's accesses: the
// part of observer.h that happens all the time, so that it costs no calls.

#ifndef RACEKIT_HARNESS_RUNTIME_OBSERVE_ACCESS_H_
#define RACEKIT_HARNESS_RUNTIME_OBSERVE_ACCESS_H_

#include <cstddef>
#include <cstdint>

#include "detectors/happens_before.h"
#include "harness/arena/forever.h"
#include "harness/runtime/thread.h"
#include "harness/runtime/trace.h"

namespace racekit::runtime {

extern arena::Forever<detectors::HappensBefore> happens_before;
extern bool happens_before_is_on;

// Somebody besides HappensBefore is told of accesses, or it is not: then the
// way is longer. Holds for an execution.
extern bool accesses_are_watched;

inline std::uintptr_t Address(const volatile void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

inline detectors::Site Here(const Thread* thread) {
  return {thread->last_pc, thread->node()};
}

// Of an atomic operation, how many bytes to check for races: none where
// accesses are ignored. It synchronises all the same.
inline std::size_t Checked(std::size_t size, int ignored) {
  return ignored > 0 ? 0 : size;
}

// In the code of a mutex of the program's own making, what it does to itself.
inline bool IgnoresSync(const Thread* thread, const volatile void* object) {
  constexpr std::uintptr_t kMutexBytes = 64;
  return thread->ignore_sync > 0 ||
         Address(object) - thread->own_mutex < kMutexBytes;
}

inline detectors::MemoryOrder Order(int order) {
  return static_cast<detectors::MemoryOrder>(order);
}

// Tells the trace and the panel. Whether HappensBefore is to be told as well.
bool TellWatchers(detectors::EventKind kind, Thread* thread,
                  std::uintptr_t address, std::size_t size,
                  detectors::MemoryOrder order);

[[gnu::always_inline]] inline bool IsTold(
    detectors::EventKind kind, Thread* thread, const volatile void* address,
    std::size_t size,
    detectors::MemoryOrder order = detectors::MemoryOrder::kRelaxed) {
  return !accesses_are_watched ||
         TellWatchers(kind, thread, Address(address), size, order);
}

// Plain accesses, by the current thread at thread->last_pc.

[[gnu::always_inline]] inline void ObserveRead(Thread* thread,
                                               const volatile void* address,
                                               std::size_t size) {
  if (!IsTold(detectors::EventKind::kRead, thread, address, size)) return;
  if (thread->ignore_reads > 0) return;
  happens_before->Read(thread->id, Address(address), size, Here(thread));
}

[[gnu::always_inline]] inline void ObserveWrite(Thread* thread,
                                                const volatile void* address,
                                                std::size_t size) {
  if (!IsTold(detectors::EventKind::kWrite, thread, address, size)) return;
  if (thread->ignore_writes > 0) return;
  happens_before->Write(thread->id, Address(address), size, Here(thread));
}

// Atomic operations; `order` is one of __ATOMIC_*.

inline void ObserveAtomicLoad(Thread* thread, const volatile void* address,
                              std::size_t size, int order) {
  if (!IsTold(detectors::EventKind::kAtomicLoad, thread, address, size,
              Order(order)) ||
      IgnoresSync(thread, address)) {
    return;
  }
  happens_before->AtomicLoad(thread->id, Address(address),
                             Checked(size, thread->ignore_reads), Order(order),
                             Here(thread));
}

inline void ObserveAtomicStore(Thread* thread, const volatile void* address,
                               std::size_t size, int order) {
  if (!IsTold(detectors::EventKind::kAtomicStore, thread, address, size,
              Order(order)) ||
      IgnoresSync(thread, address)) {
    return;
  }
  happens_before->AtomicStore(thread->id, Address(address),
                              Checked(size, thread->ignore_writes),
                              Order(order), Here(thread));
}

inline void ObserveAtomicRmw(Thread* thread, const volatile void* address,
                             std::size_t size, int order) {
  if (!IsTold(detectors::EventKind::kAtomicRmw, thread, address, size,
              Order(order)) ||
      IgnoresSync(thread, address)) {
    return;
  }
  happens_before->AtomicRmw(thread->id, Address(address),
                            Checked(size, thread->ignore_writes), Order(order),
                            Here(thread));
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_OBSERVE_ACCESS_H_
