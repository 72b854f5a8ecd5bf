// What kinds of events do to memory.

#ifndef RACEKIT_DETECTORS_ACCESS_KIND_H_
#define RACEKIT_DETECTORS_ACCESS_KIND_H_

#include "detectors/event.h"

namespace racekit::detectors {

constexpr bool Reads(EventKind kind) {
  return kind == EventKind::kRead || kind == EventKind::kAtomicLoad ||
         kind == EventKind::kAtomicRmw;
}

// To end its life is to write to it.
constexpr bool Writes(EventKind kind) {
  return kind == EventKind::kWrite || kind == EventKind::kAtomicStore ||
         kind == EventKind::kAtomicRmw || kind == EventKind::kFree;
}

constexpr bool IsAtomic(EventKind kind) { return InterestOf(kind) == kAtomics; }

// "T1 reads at ...", as a ProblemStep has it.
constexpr const char* AccessVerb(EventKind kind) {
  switch (kind) {
    case EventKind::kFree:
      return "frees";
    case EventKind::kRead:
      return "reads";
    case EventKind::kAtomicLoad:
      return "atomically reads";
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
      return "atomically writes";
    default:
      return "writes";
  }
}

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_ACCESS_KIND_H_
