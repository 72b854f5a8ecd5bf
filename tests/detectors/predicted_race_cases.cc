// Executions that order two accesses by chance, and twins that order them in
// every execution with the same reads.

#include "detectors/predicted_race.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kB = 0x1008;
constexpr Script::Address kCondition = 0x1010;
constexpr Script::Address kX = 0x2000;
constexpr Script::Address kY = 0x2008;
constexpr Script::Address kFlag = 0x3000;
constexpr Script::Address kBlock = 0x4000;

Script Two() { return Script().Threads(2); }

// A critical section with nothing in it that matters here.
Script& Section(Script& s, ThreadId thread, Script::Address lock) {
  return s.Take(thread, lock).Give(thread, lock);
}

Script& Atomic(Script& s, EventKind kind, ThreadId thread, int line,
               Script::Address flag = kFlag) {
  return s.Access(kind, thread, flag, line, 4);
}
Script& Set(Script& s, ThreadId thread, Script::Address flag, int line) {
  return Atomic(s, EventKind::kAtomicStore, thread, line, flag);
}
Script& Look(Script& s, ThreadId thread, Script::Address flag, int line) {
  return Atomic(s, EventKind::kAtomicLoad, thread, line, flag);
}

// x before a section here and after one there.
Case ChanceOfALock(bool section_of_its_own) {
  Script s = Two();
  s.Store(1, kX, 10);
  Section(s, 1, kA);
  if (section_of_its_own) {
    Section(s, 2, kA).Store(2, kX, 20);
    return {"a section before, one after", s, {10, 20}};
  }
  s.Take(2, kA).Store(2, kX, 20).Give(2, kA);
  return {"a section before, the other in one", s, {10, 20}};
}

Case BothInside() {
  Script s = Two();
  s.Take(1, kA).Store(1, kX, 10).Give(1, kA);
  s.Take(2, kA).Store(2, kX, 20).Give(2, kA);
  return {"both in sections of one lock", s, {}};
}

Case TwoLocks() {
  Script s = Two();
  s.Take(1, kA).Store(1, kX, 10).Give(1, kA);
  Section(s, 1, kB);
  Section(s, 2, kB).Take(2, kB).Load(2, kX, 20).Give(2, kB);
  return {"under two different locks", s, {10, 20}};
}

Case NoLock() {
  Script s = Two();
  s.Store(1, kX, 10).Load(2, kX, 20);
  return {"nothing orders them here either", s, {10, 20}};
}

Case TwoReads() {
  Script s = Two();
  s.Load(1, kX, 10);
  Section(s, 1, kA);
  Section(s, 2, kA).Load(2, kX, 20);
  return {"two reads", s, {}};
}

// What thread 2 reads in its section decides whether it comes to x at all.
Case ReadsFlag(bool reads) {
  Script s = Two();
  s.Store(1, kX, 10);
  s.Take(1, kA).Store(1, kFlag, 11).Give(1, kA);
  s.Take(2, kA);
  if (reads) s.Load(2, kFlag, 21);
  s.Give(2, kA).Store(2, kX, 20);
  if (reads) return {"what it read says that the other was there", s, {}};
  return {"it does not read what the other wrote", s, {10, 20}};
}

Case ReadsOlderValue() {
  Script s;
  s.Store(0, kFlag, 1).Threads(2).Store(1, kX, 10);
  Section(s, 1, kA);
  s.Take(2, kA).Load(2, kFlag, 21).Give(2, kA).Store(2, kX, 20);
  return {"what it read was there before", s, {10, 20}};
}

Case Published(bool reads) {
  Script s = Two();
  s.Store(1, kX, 10);
  Atomic(s, EventKind::kAtomicStore, 1, 11);
  if (reads) Atomic(s, EventKind::kAtomicLoad, 2, 21);
  s.Load(2, kX, 20);
  if (reads) return {"published by an atomic", s, {}};
  return {"published, and not looked for", s, {10, 20}};
}

Case AtomicsAlone() {
  Script s = Two();
  Atomic(s, EventKind::kAtomicStore, 1, 10);
  Section(s, 1, kA);
  Section(s, 2, kA);
  return {"atomics do not race", Atomic(s, EventKind::kAtomicStore, 2, 20), {}};
}

Case AtomicAndPlain() {
  Script s = Two();
  Atomic(s, EventKind::kAtomicStore, 1, 10);
  Section(s, 1, kA);
  Section(s, 2, kA).Store(2, kFlag, 20);
  return {"an atomic and a plain access", s, {10, 20}};
}

Case Joined() {
  Script s = Two();
  s.Store(1, kX, 10).Exit(1).Join(0, 1).Store(0, kX, 1);
  return {"joined", s, {}};
}

Case CreatedAfter() {
  Script s;
  s.Store(0, kX, 1).Create(0, 1).Store(1, kX, 10);
  return {"created after", s, {}};
}

// What the second reads was written by a third, after it had read from the
// first.
Case Relayed(bool relayed) {
  Script s = Script().Threads(3);
  s.Store(1, kX, 10);
  Set(s, 1, kFlag, 11).Take(3, kA);
  if (relayed) Look(s, 3, kFlag, 30);
  s.Store(3, kY, 31).Give(3, kA);
  s.Take(2, kA).Load(2, kY, 21).Give(2, kA).Store(2, kX, 20);
  if (relayed) return {"by way of a third", s, {}};
  return {"a third that does not read from it", s, {10, 20}};
}

// Of two sections in the closure the earlier must have ended: the end needs the
// read, the read needs x.
Case EarlierSectionMustEnd() {
  Script s = Script().Threads(3);
  Set(s.Take(3, kA), 3, kY, 30).Store(1, kX, 10);
  Set(s, 1, kFlag, 11);
  Look(s, 3, kFlag, 31).Give(3, kA);
  Look(s, 2, kY, 21).Take(2, kA).Store(2, kX, 20).Give(2, kA);
  return {"an earlier section must end first", s, {}};
}

Case Waited() {
  Script s = Two();
  s.Take(2, kA).Wait(2, kCondition, kA);
  s.Store(1, kX, 10).Notify(1, kCondition, 1);
  s.Woken(2, kCondition, kA).Give(2, kA).Store(2, kX, 20);
  return {"waited for", s, {}};
}

Case WaitedBefore() {
  Script s = Two();
  s.Take(2, kA).Wait(2, kCondition, kA).Notify(1, kCondition, 1);
  s.Woken(2, kCondition, kA).Give(2, kA).Store(2, kX, 20);
  Section(s, 2, kB);
  Section(s, 1, kB).Store(1, kX, 10);
  return {"notified before, not after", s, {20, 10}};
}

Case Freed(bool locked) {
  Script s = Two();
  s.Allocate(0, kBlock, 64);
  if (locked) {
    s.Take(1, kA).Store(1, kBlock, 10).Give(1, kA);
    s.Take(2, kA).Free(2, kBlock, 64, 20).Give(2, kA);
    return {"freed under the lock", s, {}};
  }
  s.Store(1, kBlock, 10);
  Section(s, 1, kA);
  Section(s, 2, kA).Free(2, kBlock, 64, 20);
  return {"freed after a section", s, {10, 20}};
}

Case Anew() {
  Script s = Two();
  s.Allocate(1, kBlock, 64).Store(1, kBlock, 10).Free(1, kBlock, 64, 11);
  s.Allocate(2, kBlock, 64).Store(2, kBlock, 20);
  return {"another life of the memory", s, {}};
}

Case Readers(bool writes) {
  Script s = Two();
  s.Read(1, kA).Store(1, kX, 10).GiveRead(1, kA);
  if (writes) {
    s.Take(2, kA).Store(2, kX, 20).Give(2, kA);
    return {"a reader's section and a writer's", s, {}};
  }
  s.Read(2, kA).Store(2, kX, 20).GiveRead(2, kA);
  return {"both only hold it for reading", s, {10, 20}};
}

Case Neighbours() {
  Script s = Two();
  s.Store(1, kX, 10);
  Section(s, 1, kA);
  Section(s, 2, kA).Store(2, kX + 4, 20);
  return {"neighbours", s, {}};
}

Case Semaphore() {
  Script s = Two();
  s.Store(1, kX, 10).Add(EventKind::kRelease, 1, kCondition);
  s.Add(EventKind::kAcquire, 2, kCondition).Store(2, kX, 20);
  return {"a semaphore is posted", s, {}};
}

}  // namespace

Cases PredictedRaceCases() {
  return {"predicted-race",
          &RunOn<PredictedRace>,
          {
              ChanceOfALock(true),
              ChanceOfALock(false),
              BothInside(),
              TwoLocks(),
              NoLock(),
              TwoReads(),
              ReadsFlag(true),
              ReadsFlag(false),
              ReadsOlderValue(),
              Published(true),
              Published(false),
              AtomicsAlone(),
              AtomicAndPlain(),
              Joined(),
              CreatedAfter(),
              Relayed(true),
              Relayed(false),
              EarlierSectionMustEnd(),
              Waited(),
              WaitedBefore(),
              Freed(true),
              Freed(false),
              Anew(),
              Readers(true),
              Readers(false),
              Neighbours(),
              Semaphore(),
          }};
}

}  // namespace racekit::detectors
