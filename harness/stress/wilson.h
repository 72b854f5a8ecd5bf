// How sure one may be of a failure rate.
//
// Public header (C++17), pure.

#ifndef RACEKIT_HARNESS_STRESS_WILSON_H_
#define RACEKIT_HARNESS_STRESS_WILSON_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace racekit {

struct Interval {
  double low = 0;
  double high = 1;
};

// The Wilson score interval for `failures` among `runs` at a confidence of
// 95 % (z = 1.96): the rates with which the observation is compatible. Unlike
// the textbook interval it is right for 0 failures and for few runs. [0, 1]
// where there were no runs.
inline Interval WilsonInterval(std::int64_t failures, std::int64_t runs) {
  if (runs <= 0) return {0, 1};
  constexpr double kZ = 1.959963984540054;
  const double n = static_cast<double>(runs);
  const double p =
      static_cast<double>(std::clamp<std::int64_t>(failures, 0, runs)) / n;
  const double z2 = kZ * kZ;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {p == 0 ? 0 : std::max(0.0, centre - half),
          p == 1 ? 1 : std::min(1.0, centre + half)};
}

}  // namespace racekit

#endif  // RACEKIT_HARNESS_STRESS_WILSON_H_
