#include <string>
#include <thread>

#include "scenarios/bank/bank.h"
#include "scenarios/bank/branch.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::bank {
namespace {

using TransferFunction = bool (*)(BranchAccount&, BranchAccount&, int);

template <TransferFunction kTransfer>
std::string Run(Scale scale) {
  const int transfers = Sized(scale, 10, 1);  // in each direction
  BranchAccount a(1, 100);
  BranchAccount b(2, 100);
  std::thread there([&] {
    for (int i = 0; i < transfers; ++i) kTransfer(a, b, 1);
  });
  std::thread back([&] {
    for (int i = 0; i < transfers; ++i) kTransfer(b, a, 4);
  });
  there.join();
  back.join();
  const int moved = 3 * transfers;
  if (a.balance == 100 + moved && b.balance == 100 - moved) return "";
  return "balances are " + std::to_string(a.balance) + " and " +
         std::to_string(b.balance) + ", not " + std::to_string(100 + moved) +
         " and " + std::to_string(100 - moved);
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
