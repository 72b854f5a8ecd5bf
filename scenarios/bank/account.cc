#include "scenarios/bank/account.h"

#include <mutex>
#include <string>

#include "absl/synchronization/mutex.h"
#include "scenarios/bank/transaction_log.h"

namespace racekit::scenarios::bank {
namespace {

void LogBefore(TransactionLog* log, const char* what, int balance) {
  log->Add(std::string("balance before ") + what + ": " +
           std::to_string(balance));
}

void LogAfter(TransactionLog* log, const char* what, int balance) {
  log->Add(std::string("balance after ") + what + ": " +
           std::to_string(balance));
}

}  // namespace

void UnlockedAccount::Deposit(int amount) {
  const int before = balance_;  // racy: balance_
  LogBefore(log_, "deposit", before);
  balance_ = before + amount;  // racy: balance_
  LogAfter(log_, "deposit", before + amount);
}

bool UnlockedAccount::Withdraw(int amount) {
  const int before = balance_;  // racy: balance_
  LogBefore(log_, "withdrawal", before);
  if (before < amount) return false;
  balance_ = before - amount;  // racy: balance_
  LogAfter(log_, "withdrawal", before - amount);
  return true;
}

void AccessLockedAccount::Deposit(int amount) {
  const int before = balance();
  LogBefore(log_, "deposit", before);
  set_balance(before + amount);
  LogAfter(log_, "deposit", before + amount);
}

bool AccessLockedAccount::Withdraw(int amount) {
  const int before = balance();
  LogBefore(log_, "withdrawal", before);
  if (before < amount) return false;
  set_balance(before - amount);
  LogAfter(log_, "withdrawal", before - amount);
  return true;
}

void LockedAccount::Deposit(int amount) {
  std::lock_guard<std::mutex> lock(mutex_);
  LogBefore(log_, "deposit", balance_);
  balance_ += amount;
  LogAfter(log_, "deposit", balance_);
}

bool LockedAccount::Withdraw(int amount) {
  std::lock_guard<std::mutex> lock(mutex_);
  LogBefore(log_, "withdrawal", balance_);
  if (balance_ < amount) return false;
  balance_ -= amount;
  LogAfter(log_, "withdrawal", balance_);
  return true;
}

void AbslLockedAccount::Deposit(int amount) {
  absl::MutexLock lock(&mutex_);
  LogBefore(log_, "deposit", balance_);
  balance_ += amount;
  LogAfter(log_, "deposit", balance_);
}

bool AbslLockedAccount::Withdraw(int amount) {
  absl::MutexLock lock(&mutex_);
  LogBefore(log_, "withdrawal", balance_);
  if (balance_ < amount) return false;
  balance_ -= amount;
  LogAfter(log_, "withdrawal", balance_);
  return true;
}

}  // namespace racekit::scenarios::bank
