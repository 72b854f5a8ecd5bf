// The clocks: what synchronisation teaches the threads. The accesses are in
// happens_before_access.cc.

#include "detectors/happens_before.h"

#include <cstdint>

namespace racekit::detectors {

inline void HappensBefore::Start(ThreadId thread) {
  ThreadState& state = State(thread);
  state.clock.Set(thread, 1, memory_);
  state.epoch = EpochWord(thread, 1);
}

// Accesses from here on are not covered by what was released so far.
inline void HappensBefore::NextEpoch(ThreadId thread) {
  ThreadState& state = State(thread);
  state.epoch = EpochWord(thread, state.clock.Increment(thread));
}

void HappensBefore::BeginExecution() {
  memory_.Reset();
  free_entries_ = 0;
  shadow_.BeginExecution();
  threads_.clear();
  threads_.push_back({});
  Start(0);
}

void HappensBefore::Create(ThreadId parent, ThreadId child) {
  if (child >= kMaxThreads) {
    arena::OutOfMemory("more than 65536 threads in an execution");
  }
  threads_.resize(static_cast<std::size_t>(child) + 1);
  ThreadState& state = State(child);
  state.clock.Assign(State(parent).clock, memory_);
  Start(child);
  NextEpoch(parent);
}

void HappensBefore::Join(ThreadId thread, ThreadId ended) {
  ThreadState& state = State(thread);
  state.clock.Join(State(ended).clock, memory_);
  ++state.learnt;
}

// ---- Objects that hand clocks on

inline SyncObject* HappensBefore::FindSync(const ShadowCell& cell,
                                           std::uintptr_t address,
                                           SyncSpace space) const {
  arena::Arena::Handle handle = cell.sync;
  while (handle != 0) {
    auto* object = memory_.At<SyncObject>(handle);
    if (object->offset == address % kGranuleSize && object->space == space) {
      return object;
    }
    handle = object->next;
  }
  return nullptr;
}

inline SyncObject* HappensBefore::MakeSync(ShadowCell& cell,
                                           std::uintptr_t address,
                                           SyncSpace space) {
  SyncObject* object = FindSync(cell, address, space);
  if (object != nullptr) return object;
  object = memory_.New<SyncObject>();
  object->offset = static_cast<std::uint8_t>(address % kGranuleSize);
  object->space = space;
  object->next = cell.sync;
  cell.sync = memory_.ToHandle(object);
  return object;
}

inline void HappensBefore::AcquireFrom(ThreadId thread,
                                       const SyncObject* object) {
  if (object == nullptr || object->clock.empty()) return;
  ThreadState& state = State(thread);
  if (object->exact && state.clock.Get(object->by) >= object->at) return;
  state.clock.Join(object->clock, memory_);
  ++state.learnt;
}

void HappensBefore::RememberUnfenced(ThreadId thread,
                                     const SyncObject* object) {
  if (object == nullptr || object->clock.empty()) return;
  ThreadState& state = State(thread);
  if (object->exact && state.clock.Get(object->by) >= object->at) return;
  state.unfenced.Join(object->clock, memory_);
}

// The object tells what the thread knows and nothing else.
inline void HappensBefore::ReplaceBy(ThreadId thread, SyncObject* object) {
  const ThreadState& state = State(thread);
  const std::uint32_t at = ClockOf(state.epoch);
  if (object->exact && object->by == thread && object->learnt == state.learnt) {
    object->clock.Set(thread, at, memory_);
  } else {
    object->clock.Assign(state.clock, memory_);
  }
  object->exact = true;
  object->by = thread;
  object->at = at;
  object->learnt = state.learnt;
  NextEpoch(thread);
}

// The object tells what the thread knows as well.
void HappensBefore::AddTo(ThreadId thread, SyncObject* object) {
  const ThreadState& state = State(thread);
  if (object->clock.empty() ||
      (object->exact && state.clock.Get(object->by) >= object->at)) {
    return ReplaceBy(thread, object);
  }
  object->clock.Join(state.clock, memory_);
  object->exact = false;
  NextEpoch(thread);
}

void HappensBefore::Acquire(ThreadId thread, std::uintptr_t object) {
  AcquireFrom(thread, FindSync(object, SyncSpace::kObject));
}

void HappensBefore::Release(ThreadId thread, std::uintptr_t object) {
  AddTo(thread, MakeSync(object, SyncSpace::kObject));
}

void HappensBefore::Lock(ThreadId thread, std::uintptr_t mutex) {
  AcquireFrom(thread, FindSync(mutex, SyncSpace::kObject));
  AcquireFrom(thread, FindSync(mutex, SyncSpace::kReaders));
}

void HappensBefore::Unlock(ThreadId thread, std::uintptr_t mutex) {
  AddTo(thread, MakeSync(mutex, SyncSpace::kObject));
}

void HappensBefore::LockShared(ThreadId thread, std::uintptr_t rwlock) {
  AcquireFrom(thread, FindSync(rwlock, SyncSpace::kObject));
}

void HappensBefore::UnlockShared(ThreadId thread, std::uintptr_t rwlock) {
  AddTo(thread, MakeSync(rwlock, SyncSpace::kReaders));
}

// ---- Atomic operations

template <AccessWord kFlags>
[[gnu::always_inline]] inline void HappensBefore::TouchAtomic(
    ShadowCell& cell, ThreadId thread, std::uintptr_t address, std::size_t size,
    Site site) {
  const std::uintptr_t offset = address % kGranuleSize;
  if (offset + size > kGranuleSize) [[unlikely]]
    return TouchRange(thread, address, size, kFlags, site);
  if (size == 0) return;
  const AccessWord mask = ((AccessWord{0x100} << size) - 0x100) << offset;
  const AccessWord mine = State(thread).epoch | kFlags | mask;
  if (TouchAlone<kFlags>(cell, mine, site)) return;
  TouchShared<kFlags>(cell, address - offset, mine, site);
}

void HappensBefore::AtomicLoad(ThreadId thread, std::uintptr_t address,
                               std::size_t size, MemoryOrder order, Site site) {
  ShadowCell& cell = shadow_.At(address);
  const SyncObject* object = FindSync(cell, address, SyncSpace::kAtomic);
  if (IsAcquire(order)) {
    AcquireFrom(thread, object);
  } else {
    RememberUnfenced(thread, object);
  }
  TouchAtomic<kAtomicBit>(cell, thread, address, size, site);
}

void HappensBefore::AtomicStore(ThreadId thread, std::uintptr_t address,
                                std::size_t size, MemoryOrder order,
                                Site site) {
  ShadowCell& cell = shadow_.At(address);
  TouchAtomic<kAtomicBit | kWriteBit>(cell, thread, address, size, site);
  if (IsRelease(order)) {
    ReplaceBy(thread, MakeSync(cell, address, SyncSpace::kAtomic));
    return;
  }
  // Ends the release sequence that was there; a release fence begins another.
  const VectorClock& fence = State(thread).fence;
  SyncObject* object = fence.empty()
                           ? FindSync(cell, address, SyncSpace::kAtomic)
                           : MakeSync(cell, address, SyncSpace::kAtomic);
  if (object == nullptr) return;
  object->clock.Assign(fence, memory_);
  object->exact = false;
}

void HappensBefore::AtomicRmw(ThreadId thread, std::uintptr_t address,
                              std::size_t size, MemoryOrder order, Site site) {
  ShadowCell& cell = shadow_.At(address);
  SyncObject* object = FindSync(cell, address, SyncSpace::kAtomic);
  if (IsAcquire(order)) {
    AcquireFrom(thread, object);
  } else {
    RememberUnfenced(thread, object);
  }
  TouchAtomic<kAtomicBit | kWriteBit>(cell, thread, address, size, site);
  if (IsRelease(order)) {
    AddTo(thread, MakeSync(cell, address, SyncSpace::kAtomic));
    return;
  }
  const VectorClock& fence = State(thread).fence;
  if (fence.empty()) return;
  object = MakeSync(cell, address, SyncSpace::kAtomic);
  object->clock.Join(fence, memory_);
  object->exact = false;
}

void HappensBefore::Fence(ThreadId thread, MemoryOrder order) {
  ThreadState& state = State(thread);
  if (IsAcquire(order) && !state.unfenced.empty()) {
    state.clock.Join(state.unfenced, memory_);
    state.unfenced.Clear();
    ++state.learnt;
  }
  if (IsRelease(order)) {
    state.fence.Assign(state.clock, memory_);
    NextEpoch(thread);
  }
}

// ---- Events as data

void HappensBefore::OnEvent(const Event& event) {
  const ThreadId thread = event.thread;
  switch (event.kind) {
    case EventKind::kRead:
      return Read(thread, event.address, event.size, event.site);
    case EventKind::kWrite:
      return Write(thread, event.address, event.size, event.site);
    case EventKind::kAtomicLoad:
      return AtomicLoad(thread, event.address, event.size, event.order,
                        event.site);
    case EventKind::kAtomicStore:
      return AtomicStore(thread, event.address, event.size, event.order,
                         event.site);
    case EventKind::kAtomicRmw:
      return AtomicRmw(thread, event.address, event.size, event.order,
                       event.site);
    case EventKind::kFence:
      return Fence(thread, event.order);
    case EventKind::kLock:
      return Lock(thread, event.address);
    case EventKind::kUnlock:
      return Unlock(thread, event.address);
    case EventKind::kLockShared:
      return LockShared(thread, event.address);
    case EventKind::kUnlockShared:
      return UnlockShared(thread, event.address);
    case EventKind::kAcquire:
      return Acquire(thread, event.address);
    case EventKind::kRelease:
      return Release(thread, event.address);
    case EventKind::kCreate:
      return Create(thread, event.other);
    case EventKind::kJoin:
      return Join(thread, event.other);
    case EventKind::kAllocate:
      return Allocate(event.address, event.size);
    case EventKind::kFree:
      return Free(thread, event.address, event.size, event.site);
    default:
      return;  // orders nothing
  }
}

}  // namespace racekit::detectors
