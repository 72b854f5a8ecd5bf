#include "scenarios/all.h"

#include <vector>

#include "scenarios/bank/bank.h"
#include "scenarios/counter/counter.h"
#include "scenarios/lazy/lazy.h"
#include "scenarios/locks/locks.h"
#include "scenarios/print/print.h"
#include "scenarios/queue/queue.h"
#include "scenarios/refcount/refcount.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios {

const std::vector<Scenario>& AllScenarios() {
  static const auto* const all = new std::vector<Scenario>{
      counter::Unlocked(),
      counter::LockedAccessByAccess(),
      bank::DepositWithdraw(),
      bank::Transfer(),
      print::TwoWrites(),
      print::SharedBuffer(),
      counter::ReadSleepWrite(),
      queue::Polling(),
      queue::Shutdown(),
      queue::Pipeline(),
      lazy::CheckThenAct(),
      lazy::DoubleCheckedLocking(),
      lazy::PublicationNoRelease(),
      locks::DiningPhilosophers(),
      locks::UpgradeRace(),
      refcount::NotAtomic(),
  };
  return *all;
}

}  // namespace racekit::scenarios
