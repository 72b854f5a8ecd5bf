// An account that deposits and withdrawals meet on: unlocked, locked access by
// access, and put right. Each transaction writes the balance before and after
// it to a log.

#ifndef RACEKIT_SCENARIOS_BANK_ACCOUNT_H_
#define RACEKIT_SCENARIOS_BANK_ACCOUNT_H_

#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "scenarios/bank/transaction_log.h"

namespace racekit::scenarios::bank {

// BUG: nothing keeps two transactions apart. A data race on the balance; and
// the second to write its "after" undoes the first.
class UnlockedAccount {
 public:
  UnlockedAccount(int balance, TransactionLog* log)
      : balance_(balance), log_(log) {}

  void Deposit(int amount);
  bool Withdraw(int amount);  // false, and nothing happens, without the funds
  int balance() const { return balance_; }

 private:
  int balance_;
  TransactionLog* log_;
};

// BUG: every access to the balance holds the lock, the transaction as a whole
// does not. No data race, the same wrong balance.
class AccessLockedAccount {
 public:
  AccessLockedAccount(int balance, TransactionLog* log)
      : balance_(balance), log_(log) {}

  void Deposit(int amount);
  bool Withdraw(int amount);
  int balance() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return balance_;  // racy: balance_
  }

 private:
  void set_balance(int balance) {
    std::lock_guard<std::mutex> lock(mutex_);
    balance_ = balance;  // racy: balance_
  }

  mutable std::mutex mutex_;
  int balance_;
  TransactionLog* log_;
};

// Fixed: a transaction holds the account's lock from its first look at the
// balance to its last line in the log.
class LockedAccount {
 public:
  LockedAccount(int balance, TransactionLog* log)
      : balance_(balance), log_(log) {}

  void Deposit(int amount);
  bool Withdraw(int amount);
  int balance() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return balance_;
  }

 private:
  mutable std::mutex mutex_;
  int balance_;
  TransactionLog* log_;
};

// The same with an absl::Mutex.
class AbslLockedAccount {
 public:
  AbslLockedAccount(int balance, TransactionLog* log)
      : balance_(balance), log_(log) {}

  void Deposit(int amount);
  bool Withdraw(int amount);
  int balance() const {
    absl::MutexLock lock(&mutex_);
    return balance_;
  }

 private:
  mutable absl::Mutex mutex_;
  int balance_ ABSL_GUARDED_BY(mutex_);
  TransactionLog* log_;
};

}  // namespace racekit::scenarios::bank

#endif  // RACEKIT_SCENARIOS_BANK_ACCOUNT_H_
