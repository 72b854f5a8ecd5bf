// Fails, and is meant to: Account has a race. Run it and read the report.

#include "account.h"

#include <thread>

#include "harness/race_test.h"

RACE_TEST(Account, DepositAndWithdrawBothCount) {
  Account account(100);
  std::thread deposit([&] { account.Deposit(20); });
  std::thread withdraw([&] { account.Withdraw(50); });
  deposit.join();
  withdraw.join();
  EXPECT_EQ(account.balance(), 70);
}
