#include "scenarios/locks/dining_table.h"

#include <cstddef>
#include <mutex>

namespace racekit::scenarios::locks {
namespace {

// Both forks are held.
void Eat(DiningTable& table, int seat) {
  ++table.meals[static_cast<std::size_t>(seat)];
}

}  // namespace

void EatLeftFirst(DiningTable& table, int seat) {
  std::lock_guard<std::mutex> left(table.left(seat));    // racy: forks
  std::lock_guard<std::mutex> right(table.right(seat));  // racy: forks
  Eat(table, seat);
}

void EatInOrder(DiningTable& table, int seat) {
  const bool last = seat == table.seats() - 1;
  std::lock_guard<std::mutex> low(last ? table.right(seat) : table.left(seat));
  std::lock_guard<std::mutex> high(last ? table.left(seat) : table.right(seat));
  Eat(table, seat);
}

void EatScopedLock(DiningTable& table, int seat) {
  std::scoped_lock forks(table.left(seat), table.right(seat));
  Eat(table, seat);
}

}  // namespace racekit::scenarios::locks
