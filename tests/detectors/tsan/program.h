// Small concurrent programs with their interleaving: what each thread does, one
// operation at a time, in one order of all. Drawn at random, for whoever wants
// to see the same execution with two pairs of eyes.

#ifndef RACEKIT_TESTS_DETECTORS_TSAN_PROGRAM_H_
#define RACEKIT_TESTS_DETECTORS_TSAN_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/event.h"

namespace racekit::detectors {

struct Operation {
  enum class Kind : std::uint8_t {
    kRead,
    kWrite,
    kAtomicLoad,
    kAtomicStore,
    kAtomicRmw,
    kFence,
    kLock,
    kUnlock,
    kReadLock,  // of the one rwlock
    kWriteLock,
    kRwUnlock,
    kWait,  // gives mutex `object` up and sleeps
    kSignal,
    kWoken,  // has it again
    kCreate,
    kJoin,
  };
  Kind kind = Kind::kRead;
  int thread = 0;
  int object = 0;  // variable, mutex or thread
  int offset = 0;  // in the variable
  int size = 0;
  MemoryOrder order = MemoryOrder::kRelaxed;
};

struct Program {
  static constexpr int kThreads = 4;    // with the one that creates the others
  static constexpr int kVariables = 6;  // of 8 bytes; the last two for atomics
  static constexpr int kPlain = 4;
  static constexpr int kMutexes = 4;

  std::vector<Operation> operations;
};

// The same for the same seed. Threads are created first or last, all joined.
Program Generate(std::uint64_t seed, bool with_fences);

// Of locks alone, one inside the other, in any order.
Program GenerateLocking(std::uint64_t seed);

std::string ToString(const Program& program);

}  // namespace racekit::detectors

#endif  // RACEKIT_TESTS_DETECTORS_TSAN_PROGRAM_H_
