#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "scenarios/fanout/fanout.h"
#include "scenarios/fanout/sum.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::fanout {
namespace {

using SumFunction = std::int64_t (*)(const std::vector<int>& numbers,
                                     int threads);

template <SumFunction kSum>
std::string Run(Scale scale) {
  const int threads = Sized(scale, 4, 2);
  const int n = Sized(scale, 400, 2);
  std::vector<int> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), 1);
  const std::int64_t sum = kSum(numbers, threads);
  const std::int64_t expected = std::int64_t{n} * (n + 1) / 2;
  if (sum == expected) return "";
  return "the sum is " + std::to_string(sum) + ", not " +
         std::to_string(expected);
}

}  // namespace

Scenario ParallelSum() {
  return {
      .name = "fanout/parallel-sum",
      .kind = "lost-update",
      .summary =
          "Threads take parts of an array from a queue and add them to a "
          "total that all share.",
      .source = "a course on Python concurrency: the sum of an array",
      .invariant = "the sum of 1 to n is n(n+1)/2, whoever adds what",
      .observed = "the sum is 30381, not 80200",
      .variants =
          {
              Racy("unlocked-total", Run<SumIntoUnlockedTotal>,
                   Found({"lost-update"}), Found({"data-race"}),
                   Found({"data-race", "lost-update"})),
              Racy("until-empty", Run<SumUntilEmpty>, Found({"lost-update"}),
                   Silent(), Found({"lost-update", "order-violation"})),
              Fixed("mutex", Run<SumIntoLockedTotal>),
              Fixed("atomic", Run<SumIntoAtomicTotal>),
              Fixed("all-parts", Run<SumOfAllParts>),
          },
  };
}

}  // namespace racekit::scenarios::fanout
