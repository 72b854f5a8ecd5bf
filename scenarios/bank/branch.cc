#include "scenarios/bank/branch.h"

#include <mutex>

namespace racekit::scenarios::bank {
namespace {

// Both accounts are locked.
bool Move(BranchAccount& from, BranchAccount& to, int amount) {
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}

}  // namespace

bool TransferPayerFirst(BranchAccount& from, BranchAccount& to, int amount) {
  if (&from == &to) return false;
  std::lock_guard<std::mutex> lock_from(from.mutex);  // racy: mutex
  std::lock_guard<std::mutex> lock_to(to.mutex);      // racy: mutex
  return Move(from, to, amount);
}

bool TransferScopedLock(BranchAccount& from, BranchAccount& to, int amount) {
  if (&from == &to) return false;
  std::scoped_lock lock(from.mutex, to.mutex);
  return Move(from, to, amount);
}

bool TransferInOrder(BranchAccount& from, BranchAccount& to, int amount) {
  if (&from == &to) return false;
  const bool from_first = from.number < to.number;
  std::lock_guard<std::mutex> lock_low(from_first ? from.mutex : to.mutex);
  std::lock_guard<std::mutex> lock_high(from_first ? to.mutex : from.mutex);
  return Move(from, to, amount);
}

}  // namespace racekit::scenarios::bank
