// Who runs next: the question that the controlled world asks.

#ifndef RACEKIT_HARNESS_RUNTIME_CHOOSER_H_
#define RACEKIT_HARNESS_RUNTIME_CHOOSER_H_

#include <cstdint>

namespace racekit::runtime {

enum class Op : std::uint8_t {
  kRead,
  kWrite,
  kAtomicLoad,
  kAtomicStore,
  kAtomicRmw,
  kFence,
  kLock,
  kUnlock,
  kWait,
  kNotify,
  kCreate,
  kJoin,
  kExit,
  kYield,
  kClock,
  kOutput,
};

class Chooser {
 public:
  virtual ~Chooser() = default;
  // Index into `threads` (ids, `count` >= 2) of the thread that goes on.
  // `current` is the index of the thread that runs now, about to do `op` on
  // `object`, or -1 if it cannot go on.
  virtual int Choose(const int* threads, int count, int current, Op op,
                     const void* object) = 0;
};

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_CHOOSER_H_
