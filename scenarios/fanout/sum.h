// The sum of an array, by several threads that take parts of it from a queue.

#ifndef RACEKIT_SCENARIOS_FANOUT_SUM_H_
#define RACEKIT_SCENARIOS_FANOUT_SUM_H_

#include <cstdint>
#include <vector>

namespace racekit::scenarios::fanout {

// Each returns the sum of `numbers`, computed by `threads` threads, and returns
// when all of them have ended.

// BUG: a worker carries on from the total that it finds, and writes it when no
// parts are left: what others wrote meanwhile is lost. A data race besides.
std::int64_t SumIntoUnlockedTotal(const std::vector<int>& numbers, int threads);

// BUG: the workers' sums come back in a second queue, which is read until it is
// empty. It is empty whenever the readers are faster than the workers.
std::int64_t SumUntilEmpty(const std::vector<int>& numbers, int threads);

// Fixed: the total has a lock.
std::int64_t SumIntoLockedTotal(const std::vector<int>& numbers, int threads);

// Fixed: the total is an atomic.
std::int64_t SumIntoAtomicTotal(const std::vector<int>& numbers, int threads);

// Fixed: nothing is shared but the queues, and as many sums are read from the
// second as parts were put into the first.
std::int64_t SumOfAllParts(const std::vector<int>& numbers, int threads);

}  // namespace racekit::scenarios::fanout

#endif  // RACEKIT_SCENARIOS_FANOUT_SUM_H_
