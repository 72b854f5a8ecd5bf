// What a synchronisation object hands from thread to thread: a clock.

#ifndef RACEKIT_DETECTORS_SYNC_OBJECT_H_
#define RACEKIT_DETECTORS_SYNC_OBJECT_H_

#include <cstdint>

#include "detectors/vector_clock.h"

namespace racekit::detectors {

// An address may be several things at once: an atomic variable that somebody
// also annotates, a rwlock with what its readers and its writers released.
enum class SyncSpace : std::uint8_t { kAtomic, kObject, kReaders };

struct SyncObject {
  VectorClock clock;
  // If `exact`, the clock is what thread `by` knew when its own clock stood at
  // `at`. Whoever knows that much of `by` knows all that the object could tell.
  bool exact;
  SyncSpace space;
  std::uint8_t offset;  // of the object's address in its 8 bytes
  ThreadId by;
  std::uint32_t at;
  std::uint64_t learnt;  // ThreadState::learnt of `by` then
  arena::Arena::Handle next;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_SYNC_OBJECT_H_
