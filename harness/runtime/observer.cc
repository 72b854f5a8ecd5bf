#include "harness/runtime/observer.h"

#include "detectors/happens_before.h"
#include "harness/runtime/access.h"
#include "harness/runtime/observe_access.h"
#include "harness/runtime/panel.h"
#include "harness/runtime/trace.h"

namespace racekit::runtime {

namespace {

using detectors::Event;
using detectors::EventKind;
using detectors::MemoryOrder;
using detectors::ThreadId;

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

constinit arena::Forever<detectors::HappensBefore> happens_before(&race_log);
constinit bool happens_before_is_on = true;
constinit bool accesses_are_watched = false;

constinit BenignMemory benign_memory;

void (*race_witness)(const detectors::RaceRecord& race) = nullptr;

const detectors::RaceLog& Races() { return race_log; }

namespace {

constexpr TraceKind kTraceKinds[] = {
    TraceKind::kRead,        TraceKind::kWrite,     TraceKind::kAtomicLoad,
    TraceKind::kAtomicStore, TraceKind::kAtomicRmw,
};

// Of this execution: accesses are watched all the time, not only while some
// thread is in a region.
constinit bool watches_accesses = false;
constinit int open_regions = 0;

// What is not told to HappensBefore is still told to the panel: whoever looks
// at locks or lifetimes has no use for less.
void TellPanel(detectors::Interest interest, EventKind kind,
               const Thread* thread, std::uintptr_t address,
               std::size_t size = 0, ThreadId other = 0,
               std::uintptr_t object = 0, int count = 0) {
  if (!panel.Wants(interest)) return;
  Event event;
  event.kind = kind;
  event.thread = thread->id;
  event.other = other;
  event.address = address;
  event.size = size;
  event.object = object;
  event.count = count;
  event.site = Here(thread);
  panel.Tell(event);
}

// What the program asks to overlook, and what a mutex of its own making does to
// itself.
bool IsPassedOver(EventKind kind, const Thread* thread,
                  std::uintptr_t address) {
  switch (kind) {
    case EventKind::kRead:
      return thread->ignore_reads > 0;
    case EventKind::kWrite:
      return thread->ignore_writes > 0;
    default:
      return IgnoresSync(thread, reinterpret_cast<const void*>(address));
  }
}

}  // namespace

bool TellWatchers(EventKind kind, Thread* thread, std::uintptr_t address,
                  std::size_t size, MemoryOrder order) {
  if (tracing && kind != EventKind::kFence) {
    trace.Access(kTraceKinds[static_cast<int>(kind)], thread,
                 reinterpret_cast<const void*>(address), size);
  }
  if (panel.Wants(InterestOf(kind)) && !IsPassedOver(kind, thread, address)) {
    Event event;
    event.kind = kind;
    event.order = order;
    event.thread = thread->id;
    event.address = address;
    event.size = size;
    event.site = Here(thread);
    panel.Tell(event);
  }
  return happens_before_is_on;
}

void ObserveStart() {
  if (tracing) trace.Begin();
  race_log.Clear();
  benign_memory.Clear();
  watches_accesses = tracing || !happens_before_is_on || panel.looks_closely();
  accesses_are_watched = watches_accesses;
  open_regions = 0;
  happens_before->BeginExecution();
  panel.BeginExecution();
}

void ObserveFence(Thread* thread, int order) {
  if (!IsTold(EventKind::kFence, thread, nullptr, 0, Order(order))) return;
  if (thread->ignore_sync > 0) return;
  happens_before->Fence(thread->id, Order(order));
}

void ObserveEnd() {
  if (tracing) trace.End();
  panel.EndExecution();
}

void ObserveWant(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kWant, thread, lock);
}

void ObserveLockIntent(Thread* thread, const volatile void* lock, bool shared) {
  TellPanel(detectors::kLockIntents,
            shared ? EventKind::kWantShared : EventKind::kWant, thread,
            Address(lock));
}

void ObserveDestroyLock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kDestroy, thread, lock);
  TellPanel(detectors::kLockIntents, EventKind::kDestroyLock, thread,
            Address(lock));
}

void ObserveWait(Thread* thread, const volatile void* condition,
                 const volatile void* mutex) {
  TellPanel(detectors::kConditions, EventKind::kWait, thread,
            Address(condition), 0, 0, Address(mutex));
}

void ObserveWaitEnd(Thread* thread, const volatile void* condition,
                    const volatile void* mutex, bool woken) {
  TellPanel(detectors::kConditions, EventKind::kWaitEnd, thread,
            Address(condition), 0, 0, Address(mutex), woken ? 1 : 0);
}

void ObserveDestroyCondition(Thread* thread, const volatile void* condition) {
  TraceEventOf(TraceKind::kDestroy, thread, condition);
  TellPanel(detectors::kConditions, EventKind::kDestroyCondition, thread,
            Address(condition));
}

void ObserveBlock(Thread* thread, const volatile void* object,
                  const char* what) {
  TraceEventOf(TraceKind::kBlock, thread, object, what);
}

void ObserveResume(Thread* thread, const volatile void* object,
                   const char* what) {
  TraceKind kind = TraceKind::kResume;
  if (thread->timed_out) {
    kind =
        thread->deadline == kNever ? TraceKind::kSpurious : TraceKind::kTimeout;
  }
  TraceEventOf(kind, thread, object, what);
}

void ObserveNotify(Thread* thread, const volatile void* object, int woken) {
  TraceEventOf(TraceKind::kNotify, thread, object, nullptr, -1,
               static_cast<std::uint64_t>(woken));
  TellPanel(detectors::kConditions, EventKind::kNotify, thread, Address(object),
            0, 0, 0, woken);
}

void ObserveSpuriousWakeup(Thread* thread, const volatile void* condition) {
  TellPanel(detectors::kConditions, EventKind::kNotify, thread,
            Address(condition), 0, 0, 0, 1);
}

void ObserveExit(Thread* thread) {
  TraceEventOf(TraceKind::kExit, thread, nullptr);
  TellPanel(detectors::kThreads, EventKind::kExit, thread, 0);
}

void ObserveCreate(Thread* parent, Thread* thread) {
  TraceEventOf(TraceKind::kCreate, parent, nullptr, nullptr, thread->id);
  TellPanel(detectors::kThreads, EventKind::kCreate, parent, 0, 0, thread->id);
  if (happens_before_is_on) happens_before->Create(parent->id, thread->id);
}

void ObserveJoin(Thread* joiner, Thread* thread) {
  TraceEventOf(TraceKind::kJoin, joiner, nullptr, nullptr, thread->id);
  TellPanel(detectors::kThreads, EventKind::kJoin, joiner, 0, 0, thread->id);
  if (happens_before_is_on) happens_before->Join(joiner->id, thread->id);
}

namespace {

bool OrdersBy(const Thread* thread, const volatile void* object) {
  return happens_before_is_on && !IgnoresSync(thread, object);
}

}  // namespace

void ObserveLock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kLock, thread, lock);
  TellPanel(detectors::kLocks, EventKind::kLock, thread, Address(lock));
  if (OrdersBy(thread, lock)) happens_before->Lock(thread->id, Address(lock));
}

void ObserveUnlock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kUnlock, thread, lock);
  TellPanel(detectors::kLocks, EventKind::kUnlock, thread, Address(lock));
  if (OrdersBy(thread, lock)) happens_before->Unlock(thread->id, Address(lock));
}

void ObserveStrangeUnlock(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kUnlock, thread, lock);
  TellPanel(detectors::kLocks, EventKind::kUnlock, thread, Address(lock));
}

void ObserveLockShared(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kLockShared, thread, lock);
  TellPanel(detectors::kLocks, EventKind::kLockShared, thread, Address(lock));
  if (OrdersBy(thread, lock)) {
    happens_before->LockShared(thread->id, Address(lock));
  }
}

void ObserveUnlockShared(Thread* thread, const volatile void* lock) {
  TraceEventOf(TraceKind::kUnlockShared, thread, lock);
  TellPanel(detectors::kLocks, EventKind::kUnlockShared, thread, Address(lock));
  if (OrdersBy(thread, lock)) {
    happens_before->UnlockShared(thread->id, Address(lock));
  }
}

void ObserveAcquire(Thread* thread, const volatile void* object) {
  TellPanel(detectors::kOrdering, EventKind::kAcquire, thread, Address(object));
  if (OrdersBy(thread, object)) {
    happens_before->Acquire(thread->id, Address(object));
  }
}

void ObserveRelease(Thread* thread, const volatile void* object) {
  TellPanel(detectors::kOrdering, EventKind::kRelease, thread, Address(object));
  if (OrdersBy(thread, object)) {
    happens_before->Release(thread->id, Address(object));
  }
}

void ObserveRegionBegin(Thread* thread, const char* name) {
  TraceEventOf(TraceKind::kRegionBegin, thread, name, name);
  TellPanel(detectors::kRegions, EventKind::kRegionBegin, thread,
            Address(name));
  ++open_regions;
  accesses_are_watched = watches_accesses || panel.Wants(detectors::kRegions);
}

void ObserveRegionEnd(Thread* thread, const char* name) {
  TraceEventOf(TraceKind::kRegionEnd, thread, name, name);
  TellPanel(detectors::kRegions, EventKind::kRegionEnd, thread, Address(name));
  if (--open_regions == 0) accesses_are_watched = watches_accesses;
}

void ObserveAllocate(const volatile void* address, std::size_t size,
                     const Thread* thread) {
  if (thread != nullptr) {
    TellPanel(detectors::kMemory, EventKind::kAllocate, thread,
              Address(address), size);
  }
  happens_before->Allocate(Address(address), size);
}

void ObserveFree(Thread* thread, const volatile void* address, std::size_t size,
                 std::uintptr_t pc) {
  thread->last_pc = pc;
  if (tracing) trace.Access(TraceKind::kFree, thread, address, size);
  TellPanel(detectors::kMemory, EventKind::kFree, thread, Address(address),
            size);
  if (!happens_before_is_on) return;
  happens_before->Free(thread->id, Address(address), size,
                       {pc, thread->node()});
}

}  // namespace racekit::runtime
