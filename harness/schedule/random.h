// Random numbers that are the same everywhere: SplitMix64 (Steele, Lea and
// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with
// the constants of Vigna's public-domain splitmix64.c). It has one word of
// state, so to begin an execution costs nothing, and any seed is a good one.

#ifndef RACEKIT_HARNESS_SCHEDULE_RANDOM_H_
#define RACEKIT_HARNESS_SCHEDULE_RANDOM_H_

#include <cstdint>

namespace racekit::schedule {

class Random {
 public:
  constexpr explicit Random(std::uint64_t seed = 0) : state_(seed) {}

  // The generator of one execution: as good as independent of any other's.
  static constexpr Random For(std::uint64_t seed, std::uint64_t execution) {
    return Random(Random(Random(seed).Next() ^ execution).Next());
  }

  constexpr std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  // From [0, bound), bound > 0. Off from uniform by less than bound / 2^64.
  constexpr std::uint64_t Below(std::uint64_t bound) {
    return static_cast<std::uint64_t>(
        static_cast<unsigned __int128>(Next()) * bound >> 64);
  }
  constexpr int Index(int count) {
    return static_cast<int>(Below(static_cast<std::uint64_t>(count)));
  }

 private:
  std::uint64_t state_;
};

}  // namespace racekit::schedule

#endif  // RACEKIT_HARNESS_SCHEDULE_RANDOM_H_
