// Philosophers around a table, a fork between any two of them.

#ifndef RACEKIT_SCENARIOS_LOCKS_DINING_TABLE_H_
#define RACEKIT_SCENARIOS_LOCKS_DINING_TABLE_H_

#include <cstddef>
#include <mutex>
#include <vector>

namespace racekit::scenarios::locks {

struct DiningTable {
  explicit DiningTable(int seats)
      : forks(static_cast<std::size_t>(seats)),
        meals(static_cast<std::size_t>(seats)) {}

  int seats() const { return static_cast<int>(meals.size()); }
  std::mutex& left(int seat) { return forks[static_cast<std::size_t>(seat)]; }
  std::mutex& right(int seat) { return left((seat + 1) % seats()); }

  std::vector<std::mutex> forks;
  std::vector<int> meals;  // each written at its own seat only
};

// Each takes both forks of `seat`, eats, and puts them back.

// BUG: everybody takes the left fork first. When all hold it, all wait for the
// right one, for ever.
void EatLeftFirst(DiningTable& table, int seat);

// Fixed: the last philosopher takes the right fork first, so that forks are
// always taken in the order of their numbers.
void EatInOrder(DiningTable& table, int seat);

// Fixed: std::scoped_lock waits for no fork while it holds one.
void EatScopedLock(DiningTable& table, int seat);

}  // namespace racekit::scenarios::locks

#endif  // RACEKIT_SCENARIOS_LOCKS_DINING_TABLE_H_
