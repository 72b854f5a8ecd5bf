// An account that does what the suite asks for.

#include "scenarios/suites/account_suite.h"

#include <mutex>

namespace racekit {
namespace {

class Account {
 public:
  explicit Account(int balance) : balance_(balance) {}

  void Deposit(int amount) {
    std::lock_guard<std::mutex> lock(mutex_);
    balance_ += amount;
  }
  bool Withdraw(int amount) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (balance_ < amount) return false;
    balance_ -= amount;
    return true;
  }
  int balance() {
    std::lock_guard<std::mutex> lock(mutex_);
    return balance_;
  }

 private:
  std::mutex mutex_;
  int balance_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Good, AccountSuite, Account);

}  // namespace racekit
