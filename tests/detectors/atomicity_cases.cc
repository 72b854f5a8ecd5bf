// Steps that others came between, and twins that could as well have happened at
// once.

#include "detectors/atomicity.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kX = 0x2000;
constexpr Script::Address kY = 0x2008;
constexpr Script::Address kZ = 0x2010;

Script Two() { return Script().Threads(2); }

enum Access { kR, kW };

Script& Do(Script& s, Access access, ThreadId thread, Script::Address address,
           int line) {
  return access == kR ? s.Load(thread, address, line)
                      : s.Store(thread, address, line);
}

// The eight ways in which one access may come between two of a step. Four of
// them show (Lu, Tucek, Qin and Zhou, "AVIO", ASPLOS 2006).
Case Between(const char* name, Access first, Access other, Access second,
             bool bug) {
  Script s = Two();
  s.Begin(1, 10);
  Do(s, first, 1, kX, 11);
  Do(s, other, 2, kX, 20);
  Do(s, second, 1, kX, 12);
  s.End(1);
  if (bug) return {name, s, {10, 11, 20, 12}};
  return {name, s, {}};
}

// The counter whose every access is locked.
Case LockedAccesses(bool step) {
  Script s = Two();
  if (step) s.Begin(1, 10);
  s.Take(1, kA).Load(1, kX, 11).Give(1, kA);
  s.Take(2, kA).Load(2, kX, 21).Store(2, kX, 22).Give(2, kA);
  s.Take(1, kA).Store(1, kX, 12).Give(1, kA);
  if (step) {
    return {"a lock for each access", s.End(1), {10, 11, 22, 12}};
  }
  return {"nobody said that it is a step", s, {}};
}

Case BothSteps() {
  Script s = Two();
  s.Begin(1, 10).Load(1, kX, 11);
  s.Begin(2, 20).Load(2, kX, 21).Store(2, kX, 22).End(2);
  s.Store(1, kX, 12).End(1);
  return {"two steps", s, {10, 11, 22, 12}};
}

Case Serial() {
  Script s = Two();
  s.Begin(1, 10).Load(1, kX, 11).Store(1, kX, 12).End(1);
  s.Begin(2, 20).Load(2, kX, 21).Store(2, kX, 22).End(2);
  return {"one step after the other", s, {}};
}

// Two variables that belong together: a total and its parts.
Case TwoVariables(bool between) {
  Script s = Two();
  s.Begin(1, 10).Store(1, kX, 11);
  if (between) {
    s.Load(2, kX, 20).Load(2, kY, 21).Store(1, kY, 12).End(1);
    // Half of the step was seen: first x as of after, then y as of before.
    return {"half of it is seen", s, {10, 11, 20, 21, 12}};
  }
  s.Store(1, kY, 12).End(1).Load(2, kX, 20).Load(2, kY, 21);
  return {"seen after the end", s, {}};
}

Case OneThenTheOther() {
  Script s = Two();
  // The second read y before, x after: as if it had come between, but two
  // accesses outside a step may lie apart.
  s.Load(2, kY, 21).Begin(1, 10).Store(1, kX, 11).Load(2, kX, 20);
  s.Store(1, kY, 12).End(1);
  return {"read in the other order", s, {}};
}

Case ByWayOfAThird(bool closed) {
  Script s = Script().Threads(3);
  s.Begin(1, 10).Store(1, kX, 11);
  s.Load(2, kX, 20).Store(2, kY, 21);
  s.Load(3, kY, 30).Store(3, kZ, 31);
  if (closed) {
    s.Load(1, kZ, 12).End(1);
    return {"by way of a third", s, {10, 11, 20, 21, 30, 31, 12}};
  }
  s.End(1).Load(1, kZ, 12);
  return {"by way of a third, after the end", s, {}};
}

Case OtherThings() {
  Script s = Two();
  s.Begin(1, 10).Load(1, kX, 11).Store(2, kY, 20).Store(1, kX, 12).End(1);
  return {"the other does something else", s, {}};
}

Case Neighbours() {
  Script s = Two();
  s.Begin(1, 10).Load(1, kX, 11).Store(2, kX + 4, 20).Store(1, kX, 12).End(1);
  return {"a neighbour", s, {}};
}

Case Nested(bool inner) {
  Script s = Two();
  s.Begin(1, 10).Begin(1, 11).Load(1, kX, 12).End(1);
  if (!inner) s.End(1);
  s.Store(2, kX, 20).Store(1, kX, 13);
  if (!inner) return {"after both ends", s, {}};
  return {"after the inner end", s.End(1), {10, 12, 20, 13}};
}

Case Atomics() {
  Script s = Two();
  s.Begin(1, 10).Access(EventKind::kAtomicLoad, 1, kX, 11, 4);
  s.Access(EventKind::kAtomicRmw, 2, kX, 20, 4);
  s.Access(EventKind::kAtomicStore, 1, kX, 12, 4).End(1);
  return {"atomic accesses, apart", s, {10, 11, 20, 12}};
}

Case OneAtomic() {
  Script s = Two();
  s.Begin(1, 10).Access(EventKind::kAtomicRmw, 1, kX, 11, 4).End(1);
  s.Begin(2, 20).Access(EventKind::kAtomicRmw, 2, kX, 21, 4).End(2);
  return {"one atomic access", s, {}};
}

Case Reused() {
  Script s = Two();
  s.Begin(1, 10).Allocate(1, kX, 8).Store(1, kX, 11).Free(1, kX, 8, 12);
  s.Allocate(2, kX, 8).Store(2, kX, 20).Free(2, kX, 8, 21);
  s.Allocate(1, kX, 8).Store(1, kX, 13).End(1);
  return {"other objects at the same address", s, {}};
}

Case JoinedInside() {
  Script s;
  s.Begin(0, 1).Store(0, kX, 2).Create(0, 1).Load(1, kX, 10).Exit(1);
  s.Join(0, 1, 3).End(0);
  return {"creates and joins in one step", s, {}};
}

Case Held() {
  Script s = Two();
  s.Begin(1, 10).Take(1, kA).Load(1, kX, 11).Store(1, kX, 12).Give(1, kA);
  s.End(1).Begin(2, 20).Take(2, kA).Load(2, kX, 21).Store(2, kX, 22);
  return {"one lock around all of it", s.Give(2, kA).End(2), {}};
}

Case LocksAlone() {
  Script s = Two();
  s.Begin(1, 10).Take(1, kA).Load(1, kX, 11).Give(1, kA);
  s.Take(2, kA).Store(2, kY, 20).Give(2, kA);
  s.Take(1, kA).Store(1, kX, 12).Give(1, kA).End(1);
  return {"the lock was held for something else", s, {}};
}

}  // namespace

Cases AtomicityCases() {
  return {"atomicity",
          &RunOn<Atomicity>,
          {
              Between("reads, other writes, reads", kR, kW, kR, true),
              Between("writes, other writes, reads", kW, kW, kR, true),
              Between("reads, other writes, writes", kR, kW, kW, true),
              Between("writes, other reads, writes", kW, kR, kW, true),
              Between("reads, other reads, reads", kR, kR, kR, false),
              Between("reads, other reads, writes", kR, kR, kW, false),
              Between("writes, other reads, reads", kW, kR, kR, false),
              // Nobody saw it, but it is not one step either.
              Between("writes, other writes, writes", kW, kW, kW, true),
              LockedAccesses(true),
              LockedAccesses(false),
              BothSteps(),
              Serial(),
              TwoVariables(true),
              TwoVariables(false),
              OneThenTheOther(),
              ByWayOfAThird(true),
              ByWayOfAThird(false),
              OtherThings(),
              Neighbours(),
              Nested(true),
              Nested(false),
              Atomics(),
              OneAtomic(),
              Reused(),
              JoinedInside(),
              Held(),
              LocksAlone(),
          }};
}

}  // namespace racekit::detectors
