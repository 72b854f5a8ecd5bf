// Moving money between two accounts that each have a lock.

#ifndef RACEKIT_SCENARIOS_BANK_BRANCH_H_
#define RACEKIT_SCENARIOS_BANK_BRANCH_H_

#include <mutex>

namespace racekit::scenarios::bank {

struct BranchAccount {
  BranchAccount(int number, int balance) : number(number), balance(balance) {}

  const int number;
  std::mutex mutex;
  int balance;  // guarded by `mutex`
};

// Each moves `amount` and returns true, or returns false if `from` has not so
// much or is `to`.

// BUG: payer first, payee second. Two transfers in opposite directions can each
// hold one lock and wait for the other, for ever.
bool TransferPayerFirst(BranchAccount& from, BranchAccount& to, int amount);

// Fixed: std::scoped_lock takes both locks without waiting while it holds one.
bool TransferScopedLock(BranchAccount& from, BranchAccount& to, int amount);

// Fixed: the lower number first, whoever pays.
bool TransferInOrder(BranchAccount& from, BranchAccount& to, int amount);

}  // namespace racekit::scenarios::bank

#endif  // RACEKIT_SCENARIOS_BANK_BRANCH_H_
