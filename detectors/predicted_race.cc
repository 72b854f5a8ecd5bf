#include "detectors/predicted_race.h"

#include <cstddef>

#include "detectors/access_kind.h"

namespace racekit::detectors {

namespace {

// Accesses to one granule, or pairs of places, that are told apart.
constexpr int kMaxAccesses = 64;
constexpr std::size_t kMaxPairs = 512;

bool Conflict(EventKind a, EventKind b) {
  return (Writes(a) || Writes(b)) && !(IsAtomic(a) && IsAtomic(b));
}

void Raise(VectorClock& clock, ThreadId thread, std::uint32_t value,
           arena::Arena& arena) {
  if (clock.Get(thread) < value) clock.Set(thread, value, arena);
}

}  // namespace

void PredictedRace::BeginExecution() {
  arena_.Reset();
  locks_.BeginExecution(&arena_);
  syncs_.BeginExecution(&arena_);
  granules_.BeginExecution();
  threads_.clear();
  pairs_.clear();
  all_locks_ = nullptr;
  events_ = 0;
  closure_ = {};
}

PredictedRace::ThreadState& PredictedRace::StateOf(ThreadId thread) {
  return threads_.Reach(static_cast<std::size_t>(thread));
}

const VectorClock* PredictedRace::Snapshot(ThreadState& state) {
  if (state.snapshot == nullptr) {
    auto* snapshot = arena_.New<VectorClock>();
    snapshot->Assign(state.clock, arena_);
    state.snapshot = snapshot;
  }
  return state.snapshot;
}

void PredictedRace::Learn(ThreadState& state, const VectorClock& clock) {
  state.clock.Join(clock, arena_);
  state.snapshot = nullptr;
}

// Of an event of another thread, and of what must come before it.
void PredictedRace::Learn(ThreadState& state, ThreadId thread, Index index,
                          const VectorClock& before) {
  if (state.clock.Get(thread) >= index) return;
  Learn(state, before);
  state.clock.Set(thread, index, arena_);
}

void PredictedRace::OnEvent(const Event& event) {
  if (events_ == kMaxEvents) return;
  ++events_;
  ++StateOf(event.thread).index;
  switch (event.kind) {
    case EventKind::kRead:
    case EventKind::kWrite:
    case EventKind::kAtomicLoad:
    case EventKind::kAtomicStore:
    case EventKind::kAtomicRmw:
      return Touch(event);
    case EventKind::kFree:
      return Free(event);
    case EventKind::kAllocate:
      locks_.Forget(event.address, event.size, [](Lock&) {});
      syncs_.Forget(event.address, event.size, [](Sync&) {});
      return Forget(event);
    case EventKind::kLock:
    case EventKind::kLockShared:
      return Take(event);
    case EventKind::kUnlock:
    case EventKind::kUnlockShared:
      return Give(event);
    case EventKind::kDestroyLock:
      return locks_.Forget(event.address);
    case EventKind::kCreate: {
      StateOf(event.other);  // may move the creator's
      const ThreadState& creator = StateOf(event.thread);
      Learn(StateOf(event.other), event.thread, creator.index, creator.clock);
      return;
    }
    case EventKind::kJoin: {
      StateOf(event.other);
      const ThreadState& ended = StateOf(event.other);
      Learn(StateOf(event.thread), event.other, ended.index, ended.clock);
      return;
    }
    case EventKind::kNotify:
      if (event.count == 0) return;
      [[fallthrough]];
    case EventKind::kRelease: {
      const ThreadState& state = StateOf(event.thread);
      Sync& sync = syncs_.Get(event.address);
      sync.clock.Join(state.clock, arena_);
      Raise(sync.clock, event.thread, state.index, arena_);
      return;
    }
    case EventKind::kWaitEnd:
      if (event.count == 0) return;
      [[fallthrough]];
    case EventKind::kAcquire:
      if (const Sync* sync = syncs_.Find(event.address)) {
        Learn(StateOf(event.thread), sync->clock);
      }
      return;
    default:
      return;
  }
}

// ---- Locks

void PredictedRace::Take(const Event& event) {
  Lock& lock = locks_.Get(event.address);
  const auto thread = static_cast<std::uint32_t>(event.thread);
  if (lock.size == 0) {
    lock.older = all_locks_;
    all_locks_ = &lock;
  }
  if (lock.size <= thread) {
    std::uint32_t size = lock.size == 0 ? 4 : lock.size;
    while (size <= thread) size *= 2;
    auto** grown = arena_.NewArray<Section*>(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      grown[i] = i < lock.size ? lock.last[i] : nullptr;
    }
    lock.last = grown;
    lock.size = size;
  }
  auto* section = arena_.New<Section>();
  section->begin = StateOf(event.thread).index;
  section->when = events_;
  section->shared = event.kind == EventKind::kLockShared;
  section->previous = lock.last[thread];
  lock.last[thread] = section;
}

void PredictedRace::Give(const Event& event) {
  Lock* lock = locks_.Find(event.address);
  const auto thread = static_cast<std::uint32_t>(event.thread);
  if (lock == nullptr || lock->size <= thread) return;
  Section* section = lock->last[thread];
  while (section != nullptr && section->end != 0) section = section->previous;
  if (section == nullptr) return;
  ThreadState& state = StateOf(event.thread);
  section->end = state.index;
  section->before_end = Snapshot(state);
}

// ---- Accesses

void PredictedRace::Touch(const Event& event) {
  ThreadState& state = StateOf(event.thread);
  const VectorClock* before = Snapshot(state);
  ForEachGranule(event.address, event.size,
                 [&](std::uintptr_t at, std::uint8_t bytes) {
                   Granule& granule = granules_.Get(at);
                   Predict(event, granule, bytes);
                   Remember(event, granule, bytes, before);
                 });
  if (Reads(event.kind)) {
    ForEachGranule(
        event.address, event.size, [&](std::uintptr_t at, std::uint8_t bytes) {
          for (const Write* write = granules_.Get(at).writes; write != nullptr;
               write = write->next) {
            if ((write->bytes & bytes) != 0 && write->thread != event.thread) {
              Learn(state, write->thread, write->index, *write->before);
            }
          }
        });
  }
  if (Writes(event.kind)) {
    const VectorClock* at_write = Snapshot(state);
    ForEachGranule(event.address, event.size,
                   [&](std::uintptr_t at, std::uint8_t bytes) {
                     SetWrite(granules_.Get(at), event.thread, bytes, at_write);
                   });
  }
}

void PredictedRace::SetWrite(Granule& granule, ThreadId thread,
                             std::uint8_t bytes, const VectorClock* before) {
  Write* own = nullptr;
  for (Write* write = granule.writes; write != nullptr; write = write->next) {
    write->bytes &= static_cast<std::uint8_t>(~bytes);
    if (write->bytes == 0) own = write;
  }
  if (own == nullptr) {
    own = arena_.New<Write>();
    own->next = granule.writes;
    granule.writes = own;
  }
  own->thread = thread;
  own->bytes = bytes;
  own->index = StateOf(thread).index;
  own->before = before;
}

// Of each place in the code the last access: whatever came between that and the
// access to come stands in the way of earlier ones, too.
void PredictedRace::Remember(const Event& event, Granule& granule,
                             std::uint8_t bytes, const VectorClock* before) {
  Access* access = granule.accesses;
  while (access != nullptr &&
         (access->event.thread != event.thread ||
          access->event.site.pc != event.site.pc ||
          access->event.kind != event.kind || access->bytes != bytes)) {
    access = access->next;
  }
  if (access == nullptr) {
    if (granule.size == kMaxAccesses) return;
    ++granule.size;
    access = arena_.New<Access>();
    access->next = granule.accesses;
    granule.accesses = access;
  }
  access->event = event;
  access->bytes = bytes;
  access->index = StateOf(event.thread).index;
  access->before = before;
}

// The end of life of what somebody has touched.
void PredictedRace::Free(const Event& event) {
  const VectorClock* before = Snapshot(StateOf(event.thread));
  granules_.ForEach(event.address, event.size,
                    [&](Granule& granule, std::uint8_t bytes) {
                      Predict(event, granule, bytes);
                      Remember(event, granule, bytes, before);
                    });
}

// The memory begins a new life.
void PredictedRace::Forget(const Event& event) {
  granules_.ForEach(event.address, event.size,
                    [](Granule& granule, std::uint8_t bytes) {
                      if (bytes == 0xff) granule = {};
                    });
}

// ---- Predictions

void PredictedRace::Predict(const Event& event, const Granule& granule,
                            std::uint8_t bytes) {
  for (const Access* access = granule.accesses; access != nullptr;
       access = access->next) {
    if (access->event.thread == event.thread || (access->bytes & bytes) == 0 ||
        !Conflict(access->event.kind, event.kind) ||
        StateOf(event.thread).clock.Get(access->event.thread) >=
            access->index) {
      continue;
    }
    Pair* pair = PairOf(*access, event);
    if (pair == nullptr || pair->tries == kMaxTries) continue;
    ++pair->tries;
    if (!Race(*access, event)) continue;
    pair->tries = kMaxTries;
    Report(*access, event);
  }
}

PredictedRace::Pair* PredictedRace::PairOf(const Access& access,
                                           const Event& event) {
  const std::uintptr_t first = access.event.site.pc;
  const std::uintptr_t second = event.site.pc;
  for (Pair& pair : pairs_) {
    if (pair.first == first && pair.second == second) return &pair;
  }
  if (pairs_.size() == kMaxPairs) return nullptr;
  pairs_.push_back({first, second, 0});
  return &pairs_.back();
}

// Whether the closure of what comes before both holds neither.
bool PredictedRace::Race(const Access& access, const Event& event) {
  const ThreadId one = access.event.thread;
  const ThreadId other = event.thread;
  const ThreadState& state = StateOf(other);
  closure_.Assign(*access.before, arena_);
  Raise(closure_, one, access.index - 1, arena_);
  closure_.Join(state.clock, arena_);
  Raise(closure_, other, state.index - 1, arena_);
  for (bool grew = true; grew;) {
    if (closure_.Get(one) >= access.index ||
        closure_.Get(other) >= state.index) {
      return false;
    }
    grew = false;
    for (const Lock* lock = all_locks_; lock != nullptr; lock = lock->older) {
      grew = CloseLock(*lock) || grew;
    }
  }
  return true;
}

// Who took the lock earlier than somebody else who has it in the closure has
// given it up in the closure. True if it grew.
bool PredictedRace::CloseLock(const Lock& lock) {
  std::int64_t last = 0;            // to begin,
  std::int64_t last_exclusive = 0;  // and not to read
  begun_.clear();
  for (std::uint32_t thread = 0; thread < lock.size; ++thread) {
    const Section* section = lock.last[thread];
    const Index known = closure_.Get(static_cast<ThreadId>(thread));
    while (section != nullptr && section->begin > known) {
      section = section->previous;
    }
    begun_.push_back(section);
    if (section == nullptr) continue;
    if (section->when > last) last = section->when;
    if (!section->shared && section->when > last_exclusive) {
      last_exclusive = section->when;
    }
  }
  bool grew = false;
  for (std::uint32_t i = 0; i < lock.size; ++i) {
    const Section* section = begun_[i];
    const auto thread = static_cast<ThreadId>(i);
    if (section == nullptr || section->end <= closure_.Get(thread) ||
        section->when >= (section->shared ? last_exclusive : last)) {
      continue;
    }
    closure_.Join(*section->before_end, arena_);
    Raise(closure_, thread, section->end, arena_);
    grew = true;
  }
  return grew;
}

void PredictedRace::Report(const Access& access, const Event& event) {
  problem_ = {};
  problem_.detector = name();
  problem_.suspicion = true;  // until an execution has shown it
  const bool frees =
      access.event.kind == EventKind::kFree || event.kind == EventKind::kFree;
  problem_.kind = frees ? FindingKind::kUseAfterFree : FindingKind::kDataRace;
  problem_.what =
      frees
          ? "memory is used and freed in an order that a lock happened to give"
          : "two accesses to the same memory, in an order that a lock "
            "happened to give";
  problem_.address = event.address;
  problem_.Add(AccessVerb(access.event.kind), access.event);
  problem_.Add(AccessVerb(event.kind), event);
  sink_->OnProblem(problem_);
}

}  // namespace racekit::detectors
