#include <string>
#include <thread>

#include "scenarios/bank/bank.h"
#include "scenarios/bank/branch.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::bank {
namespace {

using TransferFunction = bool (*)(BranchAccount&, BranchAccount&, int);

template <TransferFunction kTransfer>
std::string Run() {
  BranchAccount a(1, 100);
  BranchAccount b(2, 100);
  std::thread there([&] {
    for (int i = 0; i < 10; ++i) kTransfer(a, b, 1);
  });
  std::thread back([&] {
    for (int i = 0; i < 10; ++i) kTransfer(b, a, 4);
  });
  there.join();
  back.join();
  if (a.balance == 130 && b.balance == 70) return "";
  return "balances are " + std::to_string(a.balance) + " and " +
         std::to_string(b.balance) + ", not 130 and 70";
}

}  // namespace

Scenario Transfer() {
  return {
      .name = "bank/transfer",
      .kind = "deadlock",
      .summary =
          "Two transfers in opposite directions lock the two accounts "
          "in opposite orders.",
      .source = "the textbook's case for a lock order",
      .invariant = "transfers end, and no money appears or disappears",
      .observed =
          "both threads wait for ever, each for the account that the "
          "other has locked",
      .variants =
          {
              // A run that deadlocks costs its whole time limit: few runs.
              Racy("racy", Run<TransferPayerFirst>, Found({"deadlock", "hang"}),
                   Found({"lock-order"}), Found({"deadlock"}), /*runs=*/40),
              Fixed("scoped-lock", Run<TransferScopedLock>),
              Fixed("lock-in-order", Run<TransferInOrder>),
          },
  };
}

}  // namespace racekit::scenarios::bank
