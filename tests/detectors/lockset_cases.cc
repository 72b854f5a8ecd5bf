// Memory that is locked here and not there, and twins that lock it everywhere
// or need not.

#include "detectors/lockset.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kB = 0x1008;
constexpr Script::Address kX = 0x2000;
constexpr Script::Address kY = 0x2004;  // in the same 8 bytes

Script Two() { return Script().Threads(2); }

// With `lock` held.
Script& Write(Script& s, ThreadId thread, Script::Address lock,
              Script::Address x, int line) {
  return s.Take(thread, lock).Store(thread, x, line).Give(thread, lock);
}
Script& Read(Script& s, ThreadId thread, Script::Address lock,
             Script::Address x, int line) {
  return s.Take(thread, lock).Load(thread, x, line).Give(thread, lock);
}

Case UnlockedWrite() {
  Script s = Two();
  Write(s, 1, kA, kX, 10).Store(2, kX, 20);
  return {"one writes without the lock", s, {10, 20}};
}

Case HandedOn() {
  Script s = Two();
  s.Store(1, kX, 10);
  return {
      "filled without the lock, then handed on", Write(s, 2, kA, kX, 20), {}};
}

Case UnlockedRead() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  Write(s, 2, kA, kX, 20).Load(1, kX, 11);
  return {"one reads without the lock", s, {20, 11}};
}

Case OtherLock() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  Write(s, 2, kB, kX, 20);
  return {"another lock", Write(s, 1, kA, kX, 11), {20, 11}};
}

// Each two have one in common, all three have none.
Case NoneInCommon() {
  Script s = Script().Threads(3);
  s.Take(1, kA);
  Write(s, 1, kB, kX, 10).Give(1, kA);
  Write(s, 2, kA, kX, 20);
  Write(s, 3, kB, kX, 30);
  return {"no lock is common to all", s, {20, 30}};
}

Case WritesWhileReading() {
  Script s = Two();
  s.Read(1, kA).Store(1, kX, 10).GiveRead(1, kA);
  return {"writes under a lock held for reading",
          s.Read(2, kA).Load(2, kX, 20).Store(2, kX, 21).GiveRead(2, kA),
          {10, 21}};
}

Case GivenUpTooEarly() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  Write(s, 2, kA, kX, 20).Load(2, kX, 21);
  return {"given up too early", s, {10, 21}};
}

Case PartOfIt() {
  Script s = Two();
  s.Take(1, kA).Store(1, kX, 10, 8).Give(1, kA);
  return {"a part of it", s.Store(2, kY, 20), {10, 20}};
}

Case AfterReaders() {
  Script s = Script().Threads(3);
  Read(s, 1, kA, kX, 10);
  Read(s, 2, kA, kX, 20).Store(3, kX, 30);
  return {"written without the lock after readers", s, {20, 30}};
}

Case AfterAJoin() {
  Script s = Two();
  Write(s, 1, kA, kX, 10).Exit(1).Join(0, 1).Store(2, kX, 20);
  return {"a join by somebody else", s, {10, 20}};
}

Case Anew() {
  Script s = Two();
  s.Allocate(1, kX, 16).Store(1, kX, 10).Free(1, kX, 16);
  s.Allocate(2, kX, 16);
  Write(s, 2, kA, kX, 20).Store(1, kX, 11);
  return {"in its second life", s, {20, 11}};
}

Case Same(bool reading) {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  if (reading) {
    Read(s, 2, kA, kX, 20);
  } else {
    Write(s, 2, kA, kX, 20);
  }
  return {reading ? "one lock, read" : "one lock", s, {}};
}

Case Initialised() {
  Script s;
  s.Store(0, kX, 1).Threads(2);
  Write(s, 1, kA, kX, 10);
  return {"initialised before the threads are", Write(s, 2, kA, kX, 20), {}};
}

Case ReadAtTheEnd() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  Write(s, 2, kA, kX, 20).Exit(1).Exit(2).Join(0, 1).Join(0, 2).Load(0, kX, 1);
  return {"read after all were joined", s, {}};
}

Case ReadOnly() {
  Script s;
  s.Store(0, kX, 1).Threads(2).Load(1, kX, 10);
  return {"only read", Read(s, 2, kA, kX, 20), {}};
}

Case NeverLocked() {
  Script s = Two();
  s.Store(1, kX, 10).Store(2, kX, 20);
  return {"never locked: a race or handed on", s, {}};
}

Case ReadersAndWriter() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  s.Read(2, kA).Load(2, kX, 20).GiveRead(2, kA);
  return {"readers read, writers write", Write(s, 1, kA, kX, 11), {}};
}

Case MoreThanNeeded() {
  Script s = Two();
  Write(s, 1, kA, kX, 10).Take(2, kB);
  Write(s, 2, kA, kX, 20).Give(2, kB);
  return {"one lock more than needed", s, {}};
}

Case Neighbours() {
  Script s = Two();
  Write(s, 1, kA, kX, 10);
  Write(s, 2, kB, kY, 20);
  Write(s, 1, kA, kX, 11);
  return {"neighbours under a lock each", Write(s, 2, kB, kY, 21), {}};
}

Case Alone() {
  Script s = Two();
  Write(s, 1, kA, kX, 10).Store(1, kX, 11).Load(1, kX, 12);
  return {"one thread alone", s, {}};
}

Case SecondLife() {
  Script s = Two();
  s.Allocate(1, kX, 16).Store(1, kX, 10).Free(1, kX, 16);
  s.Allocate(2, kX, 16);
  Write(s, 2, kA, kX, 20);
  return {"another life of the memory", Write(s, 1, kA, kX, 11), {}};
}

Case OneOwnerAfterTheOther() {
  Script s;
  s.Create(0, 1);
  Write(s, 1, kA, kX, 10).Exit(1).Join(0, 1).Store(0, kX, 1).Create(0, 2);
  return {"one owner after the other", Write(s, 2, kB, kX, 20), {}};
}

}  // namespace

Cases LocksetCases() {
  return {"lockset",
          &RunOn<Lockset>,
          {
              UnlockedWrite(),
              UnlockedRead(),
              OtherLock(),
              NoneInCommon(),
              WritesWhileReading(),
              GivenUpTooEarly(),
              PartOfIt(),
              AfterReaders(),
              AfterAJoin(),
              Anew(),
              HandedOn(),
              Same(false),
              Same(true),
              Initialised(),
              ReadAtTheEnd(),
              ReadOnly(),
              NeverLocked(),
              ReadersAndWriter(),
              MoreThanNeeded(),
              Neighbours(),
              Alone(),
              SecondLife(),
              OneOwnerAfterTheOther(),
          }};
}

}  // namespace racekit::detectors
