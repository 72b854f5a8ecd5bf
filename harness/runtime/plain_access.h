// Read() and Write() of access.h, inlined where the compiler's hooks are
// defined: there the size is known, and there is nothing that the program does
// more often.

#ifndef RACEKIT_HARNESS_RUNTIME_PLAIN_ACCESS_H_
#define RACEKIT_HARNESS_RUNTIME_PLAIN_ACCESS_H_

#include <cstddef>
#include <cstdint>

#include "harness/runtime/access.h"
#include "harness/runtime/observe_access.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

// At a hot place: a scheduling point, and then the access.
void VisibleRead(Thread* thread, const volatile void* address,
                 std::size_t size);
void VisibleWrite(Thread* thread, volatile void* address, std::size_t size);

// So many reads in a row without a scheduling point, and there is one: a thread
// may be waiting for a plain variable to change.
inline constexpr int kLongRun = 20'000;

[[gnu::always_inline]] inline void PlainRead(const volatile void* address,
                                             std::size_t size,
                                             std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  thread->last_pc = pc;
  world.CountAccess();
  if (hot_places.Has(pc)) [[unlikely]]
    return VisibleRead(thread, address, size);
  if (++thread->quiet_accesses >= kLongRun) [[unlikely]] {
    thread->quiet_accesses = 0;
    ObserveRead(thread, address, size);
    return world.Yield(thread);
  }
  ObserveRead(thread, address, size);
}

[[gnu::always_inline]] inline void PlainWrite(volatile void* address,
                                              std::size_t size,
                                              std::uintptr_t pc) {
  Thread* thread = Controlled();
  if (thread == nullptr) return;
  thread->last_pc = pc;
  world.CountWrite();
  if (hot_places.Has(pc)) [[unlikely]]
    return VisibleWrite(thread, address, size);
  ObserveWrite(thread, address, size);
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_PLAIN_ACCESS_H_
