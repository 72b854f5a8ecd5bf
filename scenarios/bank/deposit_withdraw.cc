#include <string>
#include <thread>

#include "scenarios/bank/account.h"
#include "scenarios/bank/bank.h"
#include "scenarios/bank/transaction_log.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::bank {
namespace {

template <typename Account>
std::string Run() {
  TransactionLog log;
  Account account(100, &log);
  std::thread deposit([&account] { account.Deposit(20); });
  std::thread withdraw([&account] { account.Withdraw(50); });
  deposit.join();
  withdraw.join();
  if (account.balance() == 70) return "";
  return "balance is " + std::to_string(account.balance()) +
         ", not 70: " + log.OnOneLine();
}

}  // namespace

Scenario DepositWithdraw() {
  return {
      .name = "bank/deposit-withdraw",
      .kind = "lost-update",
      .summary =
          "A deposit and a withdrawal each compute the new balance from "
          "the one they read at first.",
      .source = "a course on Python concurrency: the bank account",
      .invariant = "100, deposit 20, withdraw 50, in whatever order: 70",
      .observed =
          "at times 120, the withdrawal lost, or 50, the deposit lost: "
          "balance is 50, not 70: balance before deposit: 100; balance "
          "before withdrawal: 100; balance after deposit: 120; balance "
          "after withdrawal: 50",
      .variants =
          {
              Racy("racy", Run<UnlockedAccount>, Found({"lost-update"}),
                   Found({"data-race"}), Found({"data-race", "lost-update"})),
              Racy("racy-locked-access-by-access", Run<AccessLockedAccount>,
                   Found({"lost-update"}), Silent(),
                   Found({"lost-update", "atomicity-violation"})),
              Fixed("mutex", Run<LockedAccount>),
              Fixed("absl-mutex", Run<AbslLockedAccount>),
          },
  };
}

}  // namespace racekit::scenarios::bank
