// The order of threads, drawn at random: in some executions nearly every
// scheduling point switches, in others few do. Switching everywhere never fills
// a queue; switching rarely misses what happens between two neighbouring
// operations.

#ifndef RACEKIT_HARNESS_EXPLORE_RANDOM_WALK_H_
#define RACEKIT_HARNESS_EXPLORE_RANDOM_WALK_H_

#include <cstdint>

#include "harness/runtime/chooser.h"

namespace racekit::internal {

class RandomWalk : public runtime::Chooser {
 public:
  RandomWalk(std::uint64_t seed, std::int64_t execution)
      : state_(seed * 0x9e3779b97f4a7c15u +
               static_cast<std::uint64_t>(execution)) {
    switch_of_64_ = 64 >> (Next() % 6);
  }

  int Choose(const int*, int count, int current, runtime::Op,
             const void*) override {
    const std::uint64_t random = Next();
    if (current >= 0 && (random & 63) >= switch_of_64_) return current;
    return static_cast<int>((random >> 32) * static_cast<unsigned>(count) >>
                            32);
  }

 private:
  // SplitMix64.
  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
  std::uint64_t switch_of_64_;
};

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_RANDOM_WALK_H_
