#include "scenarios/all.h"

#include <vector>

#include "scenarios/bank/bank.h"
#include "scenarios/counter/counter.h"
#include "scenarios/fanout/fanout.h"
#include "scenarios/lazy/lazy.h"
#include "scenarios/lifetime/lifetime.h"
#include "scenarios/lockfree/lockfree.h"
#include "scenarios/locks/locks.h"
#include "scenarios/pool/pool.h"
#include "scenarios/print/print.h"
#include "scenarios/queue/queue.h"
#include "scenarios/refcount/refcount.h"
#include "scenarios/scenario.h"
#include "scenarios/wakeup/wakeup.h"

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
      fanout::ThreadPerItem(),
      fanout::ParallelSum(),
      fanout::WorkerProcesses(),
      wakeup::NotifyBeforeWait(),
      wakeup::IfInsteadOfWhile(),
      lazy::CheckThenAct(),
      lazy::DoubleCheckedLocking(),
      lazy::PublicationNoRelease(),
      locks::DiningPhilosophers(),
      locks::UpgradeRace(),
      lockfree::AbaStack(),
      lifetime::CallbackOutlivesObject(),
      lifetime::IteratorInvalidation(),
      refcount::NotAtomic(),
      pool::Shutdown(),
  };
  return *all;
}

}  // namespace racekit::scenarios
