// Locks taken in opposite orders, and twins that cannot deadlock.

#include "detectors/lock_order.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kB = 0x1008;
constexpr Script::Address kC = 0x2010;
constexpr Script::Address kGate = 0x3000;
constexpr Script::Address kCondition = 0x4000;

Script Two() { return Script().Threads(2); }

// Takes both, gives both.
void Nest(Script& s, ThreadId thread, Script::Address outer,
          Script::Address inner, int line) {
  s.Take(thread, outer, line).Take(thread, inner, line + 1);
  s.Give(thread, inner).Give(thread, outer);
}

Case Opposite() {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  Nest(s, 2, kB, kA, 20);
  return {"opposite orders", s, {10, 11, 20, 21}};
}

Case OppositeLaterOne() {
  Script s = Two();
  Nest(s, 2, kB, kA, 20);
  Nest(s, 1, kA, kB, 10);
  return {"opposite orders, the other way round", s, {10, 11, 20, 21}};
}

Case Same() {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  Nest(s, 2, kA, kB, 20);
  return {"one order", s, {}};
}

Case Actual() {
  Script s = Two();
  s.Take(1, kA, 10).Take(2, kB, 20).Want(1, kB, 11).Want(2, kA, 21);
  return {"the deadlock itself", s, {10, 11, 20, 21}};
}

Case Circle(int length, bool closed) {
  Script s = Script().Threads(length);
  std::vector<int> lines;
  for (int i = 0; i < length; ++i) {
    const Script::Address left = kA + static_cast<Script::Address>(i) * 8;
    const Script::Address right =
        kA + static_cast<Script::Address>((i + 1) % length) * 8;
    if (closed || i + 1 < length) {
      Nest(s, i + 1, left, right, 10 * (i + 1));
      lines.push_back(10 * (i + 1));
      lines.push_back(10 * (i + 1) + 1);
    } else {
      // The last philosopher is left-handed.
      Nest(s, i + 1, right, left, 10 * (i + 1));
    }
  }
  if (!closed) lines.clear();
  return {(closed ? "a circle of " : "a broken circle of ") +
              std::to_string(length),
          s, lines};
}

Case LongCircle() {
  Case long_one = Circle(40, true);
  // Those who want are named, as far as there is room.
  long_one.lines.clear();
  for (int i = 0; i < Problem::kMaxSteps; ++i) {
    long_one.lines.push_back(10 * (i + 1) + 1);
  }
  return long_one;
}

Case Gate(bool both) {
  Script s = Two();
  s.Take(1, kGate, 9);
  Nest(s, 1, kA, kB, 10);
  s.Give(1, kGate);
  if (both) s.Take(2, kGate, 19);
  Nest(s, 2, kB, kA, 20);
  if (both) s.Give(2, kGate);
  if (both) return {"behind one gate", s, {}};
  return {"a gate that one does not use", s, {10, 11, 20, 21}};
}

Case ReadGate(bool one_writes) {
  Script s = Two();
  s.Read(1, kGate, 9);
  Nest(s, 1, kA, kB, 10);
  s.GiveRead(1, kGate);
  if (one_writes) {
    s.Take(2, kGate, 19);
  } else {
    s.Read(2, kGate, 19);
  }
  Nest(s, 2, kB, kA, 20);
  if (one_writes) return {"a gate that one of two writes under", s, {}};
  return {"a gate that both only read under", s, {10, 11, 20, 21}};
}

Case OneThread() {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  Nest(s, 1, kB, kA, 20);
  return {"both orders in one thread", s, {}};
}

Case OneAfterAnother(bool joined) {
  Script s;
  s.Create(0, 1);
  Nest(s, 1, kA, kB, 10);
  s.Exit(1);
  if (joined) s.Join(0, 1);
  s.Create(0, 2);
  Nest(s, 2, kB, kA, 20);
  if (joined) return {"joined before the other is created", s, {}};
  return {"ended, but not joined, before", s, {10, 11, 20, 21}};
}

Case BeforeTheThread(bool before) {
  Script s;
  if (before) Nest(s, 0, kA, kB, 10);
  s.Create(0, 1);
  if (!before) Nest(s, 0, kA, kB, 10);
  Nest(s, 1, kB, kA, 20);
  if (before) return {"main, before it creates the thread", s, {}};
  return {"main, beside the thread", s, {10, 11, 20, 21}};
}

Case AfterTheJoin() {
  Script s;
  s.Create(0, 1);
  Nest(s, 1, kA, kB, 10);
  s.Exit(1).Join(0, 1);
  Nest(s, 0, kB, kA, 20);
  return {"main, after it joined the thread", s, {}};
}

Case JoinedThroughAnother() {
  Script s;
  s.Create(0, 1).Create(0, 2);
  Nest(s, 1, kA, kB, 10);
  s.Join(2, 1);
  Nest(s, 2, kB, kA, 20);
  return {"one thread joins the other first", s, {}};
}

// The same, before main creates a thread and beside it: the second counts.
Case AgainBesideTheThread() {
  Script s;
  Nest(s, 0, kA, kB, 10);
  s.Create(0, 1);
  Nest(s, 0, kA, kB, 12);
  Nest(s, 1, kB, kA, 20);
  return {"main, before and beside the thread", s, {12, 13, 20, 21}};
}

Case Readers(bool first_writes) {
  Script s = Two();
  if (first_writes) {
    s.Take(1, kA, 10);
  } else {
    s.Read(1, kA, 10);
  }
  s.Read(1, kB, 11).GiveRead(1, kB);
  if (first_writes) {
    s.Give(1, kA);
  } else {
    s.GiveRead(1, kA);
  }
  s.Read(2, kB, 20).Read(2, kA, 21);
  // T2 reads under B, and so does T1: it waits for nobody.
  return {first_writes ? "readers of one lock" : "readers alone", s, {}};
}

Case ReaderAndWriter() {
  Script s = Two();
  s.Read(1, kA, 10).Take(1, kB, 11).Give(1, kB).GiveRead(1, kA);
  s.Read(2, kB, 20).Take(2, kA, 21);
  return {"each reads what the other would write", s, {10, 11, 20, 21}};
}

Case Upgrade(bool given_up) {
  Script s = Two();
  s.Read(1, kA, 10);
  if (given_up) s.GiveRead(1, kA);
  s.Want(1, kA, 11);
  if (given_up) return {"reads, then writes", s, {}};
  return {"a rwlock is upgraded", s, {10, 11}};
}

Case TryLock(bool waits) {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  s.Take(2, kB, 20);
  if (waits) {
    s.Take(2, kA, 21);
    return {"an earlier try, then a wait", s, {10, 11, 20, 21}};
  }
  s.Try(2, kA, 21);
  return {"a try to lock waits for nobody", s, {}};
}

Case TriedIsHeld() {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  s.Try(2, kB, 20).Take(2, kA, 21);
  return {"what was got by a try is held", s, {10, 11, 20, 21}};
}

Case WaitHolding(bool other) {
  Script s = Two();
  s.Take(1, kA, 10).Take(1, kB, 11);
  // Wakes up with B, then takes A again.
  s.Wait(1, kCondition, other ? kA : kB, 12);
  s.Woken(1, kCondition, other ? kA : kB, 12);
  s.Give(1, kB).Give(1, kA);
  Nest(s, 2, kA, kB, 20);
  if (!other) return {"a wait takes the inner mutex again", s, {}};
  return {"a wait takes the outer mutex again", s, {11, 12, 20, 21}};
}

Case NewLock(bool freed) {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  if (freed) s.Free(1, kA - 8, 64).Allocate(2, kA - 8, 64);
  Nest(s, 2, kB, kA, 20);
  if (freed) return {"other locks, at the same addresses", s, {}};
  return {"locks in memory that lives on", s, {10, 11, 20, 21}};
}

Case Destroyed() {
  Script s = Two();
  Nest(s, 1, kA, kB, 10);
  s.Destroy(1, kA);
  Nest(s, 2, kB, kA, 20);
  return {"a lock that was destroyed in between", s, {}};
}

Case NotNested() {
  Script s = Two();
  s.Take(1, kA, 10).Give(1, kA).Take(1, kB, 11).Give(1, kB);
  s.Take(2, kB, 20).Give(2, kB).Take(2, kA, 21).Give(2, kA);
  return {"one after the other, not nested", s, {}};
}

Case HandOverHand() {
  Script s = Two();
  for (ThreadId t = 1; t <= 2; ++t) {
    s.Take(t, kA).Take(t, kB).Give(t, kA).Take(t, kC).Give(t, kB).Give(t, kC);
  }
  return {"hand over hand", s, {}};
}

Case OutOfOrder() {
  Script s = Two();
  // A is given up before B is wanted by the other order.
  s.Take(1, kA, 10).Take(1, kB, 11).Give(1, kA).Give(1, kB);
  s.Take(2, kC, 20).Take(2, kB, 21).Give(2, kC).Take(2, kA, 22);
  return {"given up in another order", s, {10, 11, 21, 22}};
}

}  // namespace

Cases LockOrderCases() {
  return {"lock-order",
          &RunOn<LockOrder>,
          {
              Opposite(),
              OppositeLaterOne(),
              Same(),
              Actual(),
              Circle(3, true),
              Circle(3, false),
              Circle(5, true),
              Circle(5, false),
              LongCircle(),
              Circle(40, false),
              Gate(true),
              Gate(false),
              ReadGate(true),
              ReadGate(false),
              OneThread(),
              OneAfterAnother(true),
              OneAfterAnother(false),
              BeforeTheThread(true),
              BeforeTheThread(false),
              AfterTheJoin(),
              JoinedThroughAnother(),
              AgainBesideTheThread(),
              Readers(true),
              Readers(false),
              ReaderAndWriter(),
              Upgrade(true),
              Upgrade(false),
              TryLock(true),
              TryLock(false),
              TriedIsHeld(),
              WaitHolding(true),
              WaitHolding(false),
              NewLock(true),
              NewLock(false),
              Destroyed(),
              NotNested(),
              HandOverHand(),
              OutOfOrder(),
          }};
}

}  // namespace racekit::detectors
