// Memory that is read before it is filled, and twins that fill it first or need
// not.

#include "detectors/order_violation.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kLock = 0x1000;
constexpr Script::Address kBlock = 0x2000;
constexpr std::size_t kSize = 64;
constexpr Script::Address kX = kBlock + 8;
constexpr Script::Address kGlobal = 0x9000;

Script Allocated() { return Script().Threads(3).Allocate(0, kBlock, kSize); }

Case Early() {
  return {"read, then written by another",
          Allocated().Load(1, kX, 10).Store(2, kX, 20),
          {10, 20}};
}

Case EarlyUnderALock() {
  Script s = Allocated();
  s.Take(1, kLock).Load(1, kX, 10).Give(1, kLock);
  s.Take(2, kLock).Store(2, kX, 20).Give(2, kLock);
  return {"under a lock", s, {10, 20}};
}

Case EarlyByAtomics() {
  Script s = Allocated();
  s.Access(EventKind::kAtomicLoad, 1, kX, 10, 4);
  return {"atomics", s.Access(EventKind::kAtomicStore, 2, kX, 20, 4), {10, 20}};
}

Case EarlyUpdate() {
  Script s = Allocated();
  s.Load(1, kX, 10).Access(EventKind::kAtomicRmw, 2, kX, 20, 4);
  return {"an update comes later", s, {10, 20}};
}

Case AByteOfIt() {
  Script s = Allocated();
  s.Store(1, kX, 10, 4).Load(2, kX, 20, 8);
  return {"the second half", s.Store(1, kX + 4, 11, 4), {20, 11}};
}

Case AcrossWords() {
  Script s = Allocated();
  s.Load(1, kX + 6, 10, 4).Store(2, kX + 8, 20, 1);
  return {"across eight bytes", s, {10, 20}};
}

Case Twice() {
  Script s = Allocated();
  s.Load(1, kX, 10).Load(1, kX, 11).Store(2, kX, 20).Store(2, kX, 21);
  return {"read twice, written twice", s, {10, 20}};
}

Case SecondLife() {
  Script s = Allocated();
  s.Store(2, kX, 20).Free(2, kBlock, kSize).Allocate(2, kBlock, kSize);
  return {"in its second life", s.Load(1, kX, 10).Store(2, kX, 21), {10, 21}};
}

Case ByTheAllocator() {
  return {"by whoever allocated it",
          Allocated().Load(0, kX, 1).Store(1, kX, 10),
          {1, 10}};
}

Case NeighbourWasFilled() {
  return {"a neighbour was filled",
          Allocated().Store(2, kX + 4, 20).Load(1, kX, 10).Store(2, kX, 21),
          {10, 21}};
}

Case Filled() {
  return {"filled first",
          Allocated().Store(2, kX, 20).Load(1, kX, 10).Store(2, kX, 21),
          {}};
}

Case FilledAsAWhole() {
  return {
      "filled as a whole",
      Allocated().Store(0, kBlock, 1, kSize).Load(1, kX, 10).Store(2, kX, 20),
      {}};
}

Case NeverFilled() {
  return {"never filled", Allocated().Load(1, kX, 10).Load(2, kX, 20), {}};
}

Case Alone() {
  return {"by one thread", Allocated().Load(1, kX, 10).Store(1, kX, 11), {}};
}

Case NoHeap() {
  return {"no heap",
          Script().Threads(2).Load(1, kGlobal, 10).Store(2, kGlobal, 20),
          {}};
}

Case OtherBytes() {
  return {"other bytes", Allocated().Load(1, kX, 10).Store(2, kX + 4, 20), {}};
}

Case Freed() {
  Script s = Allocated();
  s.Load(1, kX, 10).Free(1, kBlock, kSize).Allocate(2, kBlock, kSize);
  return {"freed in between", s.Store(2, kX, 20), {}};
}

Case OwnWriteFirst() {
  return {"its own write came in between",
          Allocated().Load(1, kX, 10).Store(1, kX, 11).Store(2, kX, 20),
          {}};
}

Case Update() {
  Script s = Allocated();
  s.Store(0, kX, 1).Access(EventKind::kAtomicRmw, 1, kX, 10, 4);
  return {"an update of what was filled", s.Store(2, kX, 20), {}};
}

Case FilledByAtomic() {
  Script s = Allocated();
  s.Access(EventKind::kAtomicStore, 2, kX, 20, 4).Load(1, kX, 10);
  return {"filled by an atomic", s.Store(2, kX, 21), {}};
}

Case BeforeTheBlock() {
  Script s = Script().Threads(2).Load(1, kX, 10);
  return {"before it was allocated",
          s.Allocate(2, kBlock, kSize).Store(2, kX, 20),
          {}};
}

}  // namespace

Cases OrderViolationCases() {
  return {"order-violation",
          &RunOn<OrderViolation>,
          {
              Early(),          EarlyUnderALock(),
              EarlyByAtomics(), EarlyUpdate(),
              AByteOfIt(),      AcrossWords(),
              Twice(),          SecondLife(),
              ByTheAllocator(), NeighbourWasFilled(),
              Filled(),         FilledAsAWhole(),
              NeverFilled(),    Alone(),
              NoHeap(),         OtherBytes(),
              Freed(),          OwnWriteFirst(),
              Update(),         FilledByAtomic(),
              BeforeTheBlock(),
          }};
}

}  // namespace racekit::detectors
