#include "harness/runtime/observer.h"

#include "detectors/happens_before.h"
#include "harness/runtime/access.h"
#include "harness/runtime/observe_access.h"
#include "harness/runtime/trace.h"

namespace racekit::runtime {

namespace {

using detectors::MemoryOrder;
using detectors::Site;

// Where a race shows, threads shall meet again: the places become scheduling
// points, for this execution and those to come.
class RacesHere final : public detectors::RaceLog {
 public:
  void OnRace(const detectors::RaceRecord& race) override {
    if (benign_memory.Has(race.second.address)) return;
    hot_places.Add(race.first.site.pc);
    hot_places.Add(race.second.site.pc);
    const int known = size();
    RaceLog::OnRace(race);
    if (size() > known && race_witness != nullptr) {
      const Unobserved unobserved;
      race_witness(race);
    }
  }
};

constinit RacesHere race_log;

void TraceEventOf(TraceKind kind, const Thread* thread,
                  const volatile void* address, const char* what = nullptr,
                  int other = -1, std::uint64_t value = 0) {
  if (tracing) [[unlikely]] {
    trace.Event(kind, thread, address, what, other, value);
  }
}

}  // namespace

constinit detectors::HappensBefore happens_before(&race_log);

constinit BenignMemory benign_memory;

void (*race_witness)(const detectors::RaceRecord& race) = nullptr;

const detectors::RaceLog& Races() { return race_log; }

void ObserveStart() {
  if (tracing) trace.Begin();
  race_log.Clear();
  benign_memory.Clear();
  happens_before.BeginExecution();
}

void ObserveFence(Thread* thread, int order) {
  if (thread->ignore_sync > 0) return;
  happens_before.Fence(thread->id, Order(order));
}

void ObserveEnd() {
  if (tracing) trace.End();
}

void ObserveWant(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kWant, thread, lock);
}

void ObserveBlock(Thread* thread, const volatile void* object,
                  const char* what) {
  TraceEventOf(TraceKind::kBlock, thread, object, what);
}

void ObserveResume(Thread* thread, const volatile void* object,
                   const char* what) {
  TraceEventOf(thread->timed_out ? TraceKind::kTimeout : TraceKind::kResume,
               thread, object, what);
}

void ObserveNotify(Thread* thread, const volatile void* object, int woken) {
  TraceEventOf(TraceKind::kNotify, thread, object, nullptr, -1,
               static_cast<std::uint64_t>(woken));
}

void ObserveExit(Thread* thread) {
  TraceEventOf(TraceKind::kExit, thread, nullptr);
}

void ObserveCreate(Thread* parent, Thread* thread) {
  TraceEventOf(TraceKind::kCreate, parent, nullptr, nullptr, thread->id);
  happens_before.Create(parent->id, thread->id);
}

void ObserveJoin(Thread* joiner, Thread* thread) {
  TraceEventOf(TraceKind::kJoin, joiner, nullptr, nullptr, thread->id);
  happens_before.Join(joiner->id, thread->id);
}

void ObserveLock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kLock, thread, lock);
  if (!IgnoresSync(thread, lock))
    happens_before.Lock(thread->id, Address(lock));
}

void ObserveUnlock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kUnlock, thread, lock);
  if (!IgnoresSync(thread, lock)) {
    happens_before.Unlock(thread->id, Address(lock));
  }
}

void ObserveLockShared(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kLockShared, thread, lock);
  if (!IgnoresSync(thread, lock)) {
    happens_before.LockShared(thread->id, Address(lock));
  }
}

void ObserveUnlockShared(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kUnlockShared, thread, lock);
  if (!IgnoresSync(thread, lock)) {
    happens_before.UnlockShared(thread->id, Address(lock));
  }
}

void ObserveAcquire(Thread* thread, const volatile void* object) {
  if (!IgnoresSync(thread, object)) {
    happens_before.Acquire(thread->id, Address(object));
  }
}

void ObserveRelease(Thread* thread, const volatile void* object) {
  if (!IgnoresSync(thread, object)) {
    happens_before.Release(thread->id, Address(object));
  }
}

void ObserveAllocate(const volatile void* address, std::size_t size) {
  happens_before.Allocate(Address(address), size);
}

void ObserveFree(Thread* thread, const volatile void* address, std::size_t size,
                 std::uintptr_t pc) {
  TraceAccess(TraceKind::kFree, thread, address, size);
  happens_before.Free(thread->id, Address(address), size, {pc, thread->node()});
}

}  // namespace racekit::runtime
