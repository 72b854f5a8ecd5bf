// AccountSuite: what every account must do that several transactions meet on.
//
//   #include "mine/account.h"
//   #include "scenarios/suites/account_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, AccountSuite, mine::Account);
//   }
//
// in a race_test(). The type has, each for any thread at any time,
//
//   explicit T(int balance)
//   void Deposit(int amount)
//   bool Withdraw(int amount)   false, and nothing happens, without the funds
//   int balance()
//
// or a specialisation of AccountTraits that says how it does these.
//
// The cases:
//
//   DepositAddsAndWithdrawTakes   in one thread.
//   RefusesToOverdraw             in one thread; the balance stays as it is.
//   DepositAndWithdrawBothCount   100, deposit 20 while another withdraws 50:
//                                 70. (race)
//   ManyTransactionsAddUp         three threads deposit and withdraw. (race)
//   IsNeverOverdrawn              of three withdrawals at once for which there
//                                 are funds for two, two succeed. (race)
//   BalanceIsWholeAtAnyTime       who reads during a deposit sees the balance
//                                 before or after it. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_ACCOUNT_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_ACCOUNT_SUITE_H_

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct AccountTraits {
  static T Make(int balance) { return T(balance); }
  static void Deposit(T& account, int amount) { account.Deposit(amount); }
  static bool Withdraw(T& account, int amount) {
    return account.Withdraw(amount);
  }
  static int Balance(T& account) { return account.balance(); }
};

template <typename T>
class AccountSuite : public ::testing::Test {
 public:
  using Traits = AccountTraits<T>;
};

TYPED_TEST_SUITE_P(AccountSuite);

TYPED_TEST_P(AccountSuite, DepositAddsAndWithdrawTakes) {
  using Traits = typename TestFixture::Traits;
  TypeParam account = Traits::Make(100);
  EXPECT_EQ(Traits::Balance(account), 100);
  Traits::Deposit(account, 20);
  EXPECT_EQ(Traits::Balance(account), 120);
  EXPECT_TRUE(Traits::Withdraw(account, 50));
  EXPECT_EQ(Traits::Balance(account), 70);
}

TYPED_TEST_P(AccountSuite, RefusesToOverdraw) {
  using Traits = typename TestFixture::Traits;
  TypeParam account = Traits::Make(100);
  EXPECT_FALSE(Traits::Withdraw(account, 101));
  EXPECT_EQ(Traits::Balance(account), 100);
  EXPECT_TRUE(Traits::Withdraw(account, 100));
  EXPECT_EQ(Traits::Balance(account), 0);
}

TYPED_TEST_P(AccountSuite, DepositAndWithdrawBothCount) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam account = Traits::Make(100);
    std::thread deposit([&account] { Traits::Deposit(account, 20); });
    std::thread withdraw(
        [&account] { EXPECT_TRUE(Traits::Withdraw(account, 50)); });
    deposit.join();
    withdraw.join();
    EXPECT_EQ(Traits::Balance(account), 70);
  });
}

TYPED_TEST_P(AccountSuite, ManyTransactionsAddUp) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kThreads = 3;
    constexpr int kTransactions = 20;
    TypeParam account = Traits::Make(100);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&account] {
        for (int n = 0; n < kTransactions; ++n) {
          Traits::Deposit(account, 3);
          EXPECT_TRUE(Traits::Withdraw(account, 2));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Traits::Balance(account), 100 + kThreads * kTransactions);
  });
}

TYPED_TEST_P(AccountSuite, IsNeverOverdrawn) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam account = Traits::Make(100);
    std::atomic<int> withdrawn{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&account, &withdrawn] {
        if (Traits::Withdraw(account, 50)) ++withdrawn;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(withdrawn, 2);
    EXPECT_EQ(Traits::Balance(account), 0);
  });
}

TYPED_TEST_P(AccountSuite, BalanceIsWholeAtAnyTime) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam account = Traits::Make(100);
    std::thread deposit([&account] { Traits::Deposit(account, 20); });
    std::thread reader([&account] {
      const int balance = Traits::Balance(account);
      EXPECT_TRUE(balance == 100 || balance == 120) << balance;
    });
    deposit.join();
    reader.join();
  });
}

REGISTER_TYPED_TEST_SUITE_P(AccountSuite, DepositAddsAndWithdrawTakes,
                            RefusesToOverdraw, DepositAndWithdrawBothCount,
                            ManyTransactionsAddUp, IsNeverOverdrawn,
                            BalanceIsWholeAtAnyTime);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_ACCOUNT_SUITE_H_
