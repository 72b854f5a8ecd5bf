// Executions with data races, and twins whose accesses something orders.

#include <cstdint>

#include "detectors/happens_before.h"
#include "detectors/race_record.h"
#include "tests/detectors/cases.h"

namespace racekit::detectors {
namespace {

constexpr Script::Address kA = 0x1000;
constexpr Script::Address kB = 0x1008;
constexpr Script::Address kX = 0x2000;
constexpr Script::Address kFlag = 0x3000;
constexpr Script::Address kBlock = 0x4000;

// Races as problems.
class Races final : public RaceSink {
 public:
  void OnRace(const RaceRecord& race) override {
    Problem problem;
    problem.detector = "happens-before";
    problem.address = race.second.address;
    for (const RaceAccess* access : {&race.first, &race.second}) {
      Event event;
      event.thread = access->thread;
      event.site = access->site;
      problem.Add("", event);
    }
    log.OnProblem(problem);
  }

  ProblemLog log;
};

std::vector<Problem> Run(const std::vector<Event>& events) {
  static Races races;
  static HappensBefore detector(&races);
  races.log.Clear();
  detector.BeginExecution();
  for (const Event& event : events) {
    if ((detector.interests() & InterestOf(event.kind)) != 0) {
      detector.OnEvent(event);
    }
  }
  std::vector<Problem> problems;
  for (int i = 0; i < races.log.size(); ++i) problems.push_back(races.log[i]);
  return problems;
}

Script Two() { return Script().Threads(2); }

Script& Atomic(Script& s, EventKind kind, ThreadId thread, MemoryOrder order,
               int line = 0) {
  return s.Atomic(kind, thread, kFlag, order, line);
}

// x is written, the flag set; the flag is looked at, x read.
Case Published(const char* name, MemoryOrder set, MemoryOrder look, bool race) {
  Script s = Two();
  Atomic(s.Store(1, kX, 10), EventKind::kAtomicStore, 1, set);
  Atomic(s, EventKind::kAtomicLoad, 2, look).Load(2, kX, 20);
  if (race) return {name, s, {10, 20}};
  return {name, s, {}};
}

// Somebody else writes the flag in between.
Case Relayed(const char* name, EventKind between, bool race) {
  Script s = Script().Threads(3);
  Atomic(s.Store(1, kX, 10), EventKind::kAtomicStore, 1, MemoryOrder::kRelease);
  Atomic(s, between, 3, MemoryOrder::kRelaxed);
  Atomic(s, EventKind::kAtomicLoad, 2, MemoryOrder::kAcquire).Load(2, kX, 20);
  if (race) return {name, s, {10, 20}};
  return {name, s, {}};
}

Case Fences(bool first, bool second) {
  Script s = Two();
  s.Store(1, kX, 10);
  if (first) Atomic(s, EventKind::kFence, 1, MemoryOrder::kRelease);
  Atomic(s, EventKind::kAtomicStore, 1, MemoryOrder::kRelaxed);
  Atomic(s, EventKind::kAtomicLoad, 2, MemoryOrder::kRelaxed);
  if (second) Atomic(s, EventKind::kFence, 2, MemoryOrder::kAcquire);
  s.Load(2, kX, 20);
  if (first && second) return {"two fences", s, {}};
  return {
      first ? "the first fence alone" : "the second fence alone", s, {10, 20}};
}

Case Locks(bool same) {
  Script s = Two();
  s.Take(1, kA).Store(1, kX, 10).Give(1, kA);
  const Script::Address other = same ? kA : kB;
  s.Take(2, other).Store(2, kX, 20).Give(2, other);
  if (same) return {"one lock", s, {}};
  return {"two locks", s, {10, 20}};
}

Case Readers(bool writes) {
  Script s = Two();
  s.Read(1, kA).Store(1, kX, 10).GiveRead(1, kA);
  if (writes) {
    s.Take(2, kA).Store(2, kX, 20).Give(2, kA);
    return {"a reader, then a writer", s, {}};
  }
  s.Read(2, kA).Store(2, kX, 20).GiveRead(2, kA);
  return {"two readers write", s, {10, 20}};
}

Case Joined(bool joined) {
  Script s;
  s.Create(0, 1).Store(1, kX, 10).Exit(1);
  if (joined) s.Join(0, 1);
  s.Load(0, kX, 1);
  if (joined) return {"joined", s, {}};
  return {"ended, not joined", s, {10, 1}};
}

Case Created(bool before) {
  Script s;
  if (before) s.Store(0, kX, 1);
  s.Create(0, 1);
  if (!before) s.Store(0, kX, 1);
  s.Load(1, kX, 10);
  if (before) return {"written before the thread was created", s, {}};
  return {"written after the thread was created", s, {1, 10}};
}

Case Bytes(bool overlap) {
  Script s = Two();
  s.Store(1, kX, 10, 4).Store(2, overlap ? kX + 3 : kX + 4, 20, 1);
  if (overlap) return {"the last byte", s, {10, 20}};
  return {"the next byte", s, {}};
}

Case AcrossWords() {
  Script s = Two();
  s.Store(1, kX + 6, 10, 4).Load(2, kX + 8, 20, 8);
  return {"across eight bytes", s, {10, 20}};
}

Case Old() {
  Script s = Two();
  s.Store(1, kX, 10);
  for (int i = 0; i < 100; ++i) s.Store(1, kX + 64 + i, 11, 1);
  return {"long ago", s.Load(2, kX, 20), {10, 20}};
}

Case ReadThenWritten() {
  return {
      "read, then written", Two().Load(1, kX, 10).Store(2, kX, 20), {10, 20}};
}

Case OnlyRead() {
  return {"only read", Two().Load(1, kX, 10).Load(2, kX, 20), {}};
}

Case AtomicAndPlain() {
  Script s = Two();
  Atomic(s, EventKind::kAtomicStore, 1, MemoryOrder::kSeqCst, 10);
  return {"an atomic and a plain access", s.Load(2, kFlag, 20), {10, 20}};
}

Case AtomicsAlone() {
  Script s = Two();
  Atomic(s, EventKind::kAtomicStore, 1, MemoryOrder::kRelaxed, 10);
  Atomic(s, EventKind::kAtomicRmw, 2, MemoryOrder::kRelaxed, 20);
  return {"atomics alone", s, {}};
}

Case Freed(bool ordered) {
  Script s = Two();
  s.Allocate(0, kBlock, 64).Store(1, kBlock, 10);
  if (ordered)
    s.Add(EventKind::kRelease, 1, kA).Add(EventKind::kAcquire, 2, kA);
  s.Free(2, kBlock, 64, 20);
  if (ordered) return {"freed after a post", s, {}};
  return {"freed by another", s, {10, 20}};
}

Case Reused() {
  Script s = Two();
  s.Allocate(1, kBlock, 64).Store(1, kBlock, 10).Free(1, kBlock, 64, 11);
  return {"another life of the memory",
          s.Allocate(2, kBlock, 64).Store(2, kBlock, 20),
          {}};
}

Case Posted(bool before) {
  Script s = Two();
  if (before) s.Store(1, kX, 10);
  s.Add(EventKind::kRelease, 1, kA).Add(EventKind::kAcquire, 2, kA);
  if (!before) s.Store(1, kX, 10);
  s.Load(2, kX, 20);
  if (before) return {"written before the post", s, {}};
  return {"written after the post", s, {10, 20}};
}

Case Notified() {
  Script s = Two();
  s.Take(2, kA).Wait(2, kB, kA).Store(1, kX, 10).Notify(1, kB, 1);
  return {"a notification without the mutex orders nothing",
          s.Woken(2, kB, kA).Load(2, kX, 20),
          {10, 20}};
}

}  // namespace

Cases HappensBeforeCases() {
  using Order = MemoryOrder;
  return {
      "happens-before",
      &Run,
      {
          Published("release, acquire", Order::kRelease, Order::kAcquire,
                    false),
          Published("release, consume", Order::kRelease, Order::kConsume,
                    false),
          Published("sequentially consistent", Order::kSeqCst, Order::kSeqCst,
                    false),
          Published("relaxed, acquire", Order::kRelaxed, Order::kAcquire, true),
          Published("release, relaxed", Order::kRelease, Order::kRelaxed, true),
          Relayed("updated in between", EventKind::kAtomicRmw, false),
          Relayed("overwritten in between", EventKind::kAtomicStore, true),
          Fences(true, true),
          Fences(true, false),
          Fences(false, true),
          Locks(true),
          Locks(false),
          Readers(true),
          Readers(false),
          Joined(true),
          Joined(false),
          Created(true),
          Created(false),
          Bytes(true),
          Bytes(false),
          AcrossWords(),
          Old(),
          ReadThenWritten(),
          OnlyRead(),
          AtomicAndPlain(),
          AtomicsAlone(),
          Freed(true),
          Freed(false),
          Reused(),
          Posted(true),
          Posted(false),
          Notified(),
      }};
}

}  // namespace racekit::detectors
