// Locks and condition variables used as nobody may, and twins that are right.

#include "detectors/misuse.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kB = 0x1008;
constexpr Script::Address kBlock = 0x2000;
constexpr std::size_t kBlockSize = 0x40;
constexpr Script::Address kInBlock = kBlock + 0x10;
constexpr Script::Address kCondition = 0x4000;
constexpr Script::Address kOther = 0x4040;

Script Two() { return Script().Threads(2); }

std::vector<Case> Unlocking() {
  return {
      {"unlocks what another holds",
       Two().Take(1, kA, 10).Give(2, kA, 20),
       {10, 20}},
      {"unlocks what nobody holds", Two().Give(2, kA, 20), {20}},
      {"unlocks twice",
       Two().Take(1, kA, 10).Give(1, kA, 11).Give(1, kA, 12),
       {12}},
      {"gives up another's reading",
       Two().Read(1, kA, 10).GiveRead(2, kA, 20),
       {10, 20}},
      {"unlocks what it holds", Two().Take(1, kA, 10).Give(1, kA, 11), {}},
      {"unlocks in another order",
       Two().Take(1, kA, 10).Take(1, kB, 11).Give(1, kA, 12).Give(1, kB, 13),
       {}},
      {"unlocks what it got by a try",
       Two().Try(1, kA, 10).Give(1, kA, 11),
       {}},
      {"two readers",
       Two().Read(1, kA, 10).Read(2, kA, 20).GiveRead(1, kA).GiveRead(2, kA),
       {}},
      {"takes it after another",
       Two().Take(1, kA, 10).Give(1, kA).Take(2, kA, 20).Give(2, kA, 21),
       {}},
  };
}

std::vector<Case> LockingTwice() {
  return {
      {"locks what it holds", Two().Take(1, kA, 10).Want(1, kA, 11), {10, 11}},
      {"reads what it writes",
       Two().Take(1, kA, 10).WantRead(1, kA, 11),
       {10, 11}},
      {"locks what another holds", Two().Take(1, kA, 10).Want(2, kA, 20), {}},
      {"locks again after giving it up",
       Two().Take(1, kA, 10).Give(1, kA).Take(1, kA, 11).Give(1, kA),
       {}},
      {"reads twice", Two().Read(1, kA, 10).WantRead(1, kA, 11), {}},
  };
}

std::vector<Case> Ending() {
  return {
      {"destroys what another holds",
       Two().Take(1, kA, 10).Destroy(2, kA, 20),
       {10, 20}},
      {"destroys what it holds itself",
       Two().Take(1, kA, 10).Destroy(1, kA, 11),
       {10, 11}},
      {"destroys what another reads",
       Two().Read(1, kA, 10).Destroy(2, kA, 20),
       {10, 20}},
      {"destroys what was given up",
       Two().Take(1, kA, 10).Give(1, kA).Destroy(2, kA, 20),
       {}},
      {"frees the memory of a lock that is held",
       Two()
           .Allocate(0, kBlock, kBlockSize)
           .Take(1, kInBlock, 10)
           .Free(2, kBlock, kBlockSize, 20),
       {10, 20}},
      {"frees the memory of a lock that was held",
       Two()
           .Allocate(0, kBlock, kBlockSize)
           .Take(1, kInBlock, 10)
           .Give(1, kInBlock)
           .Free(2, kBlock, kBlockSize, 20),
       {}},
      {"frees other memory while a lock is held",
       Two().Take(1, kA, 10).Free(2, kBlock, kBlockSize, 20).Give(1, kA),
       {}},
      {"ends with a lock", Two().Take(1, kA, 10).Exit(1, 11), {10, 11}},
      {"ends as a reader", Two().Read(1, kA, 10).Exit(1, 11), {10, 11}},
      {"ends without", Two().Take(1, kA, 10).Give(1, kA).Exit(1, 11), {}},
      {"ends while another holds one",
       Two().Take(1, kA, 10).Exit(2, 20).Give(1, kA),
       {}},
  };
}

std::vector<Case> Waiting() {
  return {
      {"waits without the mutex", Two().WaitOnly(1, kCondition, kA, 10), {10}},
      {"waits with another's mutex",
       Two().Take(2, kA, 20).WaitOnly(1, kCondition, kA, 10),
       {10}},
      {"two mutexes for one condition variable",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Take(2, kB, 20)
           .Wait(2, kCondition, kB, 21),
       {11, 21}},
      {"two mutexes, one after the other",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Notify(2, kCondition, 1)
           .Woken(1, kCondition, kA)
           .Give(1, kA)
           .Take(2, kB, 20)
           .Wait(2, kCondition, kB, 21),
       {}},
      {"two mutexes, the first wait timed out",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .TimedOut(1, kCondition, kA)
           .Give(1, kA)
           .Take(2, kB, 20)
           .Wait(2, kCondition, kB, 21),
       {}},
      {"one mutex for two condition variables",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Take(2, kA, 20)
           .Wait(2, kOther, kA, 21),
       {}},
      {"two that wait with one mutex",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Take(2, kA, 20)
           .Wait(2, kCondition, kA, 21),
       {}},
      {"destroys what another waits on",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Add(EventKind::kDestroyCondition, 2, kCondition, 20),
       {11, 20}},
      {"destroys what somebody was woken from",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Notify(2, kCondition, 1)
           .Add(EventKind::kDestroyCondition, 2, kCondition, 20),
       {}},
      {"a notification that woke one of two",
       Two()
           .Take(1, kA, 10)
           .Wait(1, kCondition, kA, 11)
           .Take(2, kA, 20)
           .Wait(2, kCondition, kA, 21)
           .Notify(0, kCondition, 1)
           .Add(EventKind::kDestroyCondition, 0, kCondition, 30),
       {21, 30}},
  };
}

}  // namespace

Cases MisuseCases() {
  Cases cases = {"misuse", &RunOn<Misuse>, {}};
  for (const auto& some : {Unlocking(), LockingTwice(), Ending(), Waiting()}) {
    cases.cases.insert(cases.cases.end(), some.begin(), some.end());
  }
  return cases;
}

}  // namespace racekit::detectors
