// Data races by happens-before: two accesses to the same byte, at least one a
// write and not both atomic, that no chain of synchronisation orders.
//
// Vector clocks with epochs as in Flanagan and Freund, "FastTrack: efficient
// and precise dynamic race detection", PLDI 2009, on the relation of the C++
// memory model:
//
//  * A release store begins a release sequence, which read-modify-writes
//    continue and any other store ends. An acquire that reads from the sequence
//    synchronises with its head and with every release in it.
//  * Fences: a release fence makes the thread's later relaxed stores release
//    what was before the fence; an acquire fence makes its earlier relaxed
//    loads acquire. A sequentially consistent fence is both, and by itself
//    orders no accesses of others.
//  * consume is acquire.
//  * Mutexes, reader/writer locks, creation and joining of threads, and any
//    other object that threads release and acquire.
//
// Precise for the execution at hand: every report is a race, and of each byte
// the first race is found. Whatever is ordered here by a lock may be unordered
// in another execution: that is the scheduler's business.
//
// An access that repeats an earlier one by the same thread, with no release in
// between, costs a few nanoseconds; so does locking what oneself unlocked last
// (benchmarks/). BeginExecution() costs the same whatever happened before.

#ifndef RACEKIT_DETECTORS_HAPPENS_BEFORE_H_
#define RACEKIT_DETECTORS_HAPPENS_BEFORE_H_

#include <cstddef>
#include <cstdint>

#include "detectors/detector.h"
#include "detectors/event.h"
#include "detectors/race_record.h"
#include "detectors/shadow.h"
#include "detectors/sync_object.h"
#include "detectors/vector_clock.h"
#include "harness/arena/arena.h"
#include "harness/arena/page_vector.h"

namespace racekit::detectors {

class HappensBefore final : public Detector {
 public:
  // `sink` must outlive this and is told of races as they happen.
  constexpr explicit HappensBefore(RaceSink* sink) : sink_(sink) {}

  void BeginExecution() override;
  void OnEvent(const Event& event) override;

  // ---- The same events without a detour. `size` may be 0.

  void Read(ThreadId thread, std::uintptr_t address, std::size_t size,
            Site site) {
    Touch(thread, address, size, 0, site);
  }
  void Write(ThreadId thread, std::uintptr_t address, std::size_t size,
             Site site) {
    Touch(thread, address, size, kWriteBit, site);
  }

  void AtomicLoad(ThreadId thread, std::uintptr_t address, std::size_t size,
                  MemoryOrder order, Site site);
  void AtomicStore(ThreadId thread, std::uintptr_t address, std::size_t size,
                   MemoryOrder order, Site site);
  void AtomicRmw(ThreadId thread, std::uintptr_t address, std::size_t size,
                 MemoryOrder order, Site site);
  void Fence(ThreadId thread, MemoryOrder order);

  // After the lock was taken; before it is given up.
  void Lock(ThreadId thread, std::uintptr_t mutex);
  void Unlock(ThreadId thread, std::uintptr_t mutex);
  void LockShared(ThreadId thread, std::uintptr_t rwlock);
  void UnlockShared(ThreadId thread, std::uintptr_t rwlock);

  // Whatever came before a Release() of `object` comes before what follows a
  // later Acquire() of it, for semaphores, barriers, condition variables and
  // annotations. Releases add up. `object` is the address of something that
  // lives as long as memory there does (see Allocate()); a barrier needs an
  // object for even and one for odd generations, or a late leaver would
  // acquire what early arrivals of the next generation released.
  void Acquire(ThreadId thread, std::uintptr_t object);
  void Release(ThreadId thread, std::uintptr_t object);

  // `child` is the next number that no thread has yet.
  void Create(ThreadId parent, ThreadId child);
  void Join(ThreadId thread, ThreadId ended);

  // The memory begins a life: whatever happened there, and objects that lived
  // there, are forgotten. For the stack of a new thread, too.
  void Allocate(std::uintptr_t address, std::size_t size);
  // It ends its life, which counts as a write.
  void Free(ThreadId thread, std::uintptr_t address, std::size_t size,
            Site site);

  int threads() const { return static_cast<int>(threads_.size()); }

 private:
  struct ThreadState {
    AccessWord epoch;      // of accesses from now on
    std::uint64_t learnt;  // grows whenever `clock` learns of others
    VectorClock clock;
    VectorClock fence;     // `clock` as of the last release fence
    VectorClock unfenced;  // what relaxed loads read, for an acquire fence
  };

  void Touch(ThreadId thread, std::uintptr_t address, std::size_t size,
             AccessWord flags, Site site) {
    if (address % kGranule + size > kGranule) {
      return TouchRange(thread, address, size, flags, site);
    }
    TouchIn(shadow_.At(address), thread, address, size, flags, site);
  }

  // The same, in the one cell that the bytes are in.
  void TouchIn(ShadowCell& cell, ThreadId thread, std::uintptr_t address,
               std::size_t size, AccessWord flags, Site site) {
    const std::uintptr_t offset = address % kGranule;
    const AccessWord mask = ((AccessWord{1} << size) - 1) << offset;
    const AccessWord mine = WithMask(
        threads_[static_cast<std::size_t>(thread)].epoch | flags, mask);
    if (Repeats(mine, cell.write.word)) return;
    if ((flags & kWriteBit) == 0 && Repeats(mine, cell.read.word)) return;
    if (ReplaceOwn(cell, mine, site)) return;
    TouchCell(cell, address - offset, mine, site);
  }

  // Most memory is one thread's. Where nobody else touched the cell, and `mine`
  // makes all that is known superfluous, it takes its place: what TouchCell()
  // would do, found out with a few comparisons. False if that is not so.
  static bool ReplaceOwn(ShadowCell& cell, AccessWord mine, Site site) {
    AccessEntry& slot = (mine & kWriteBit) != 0 ? cell.write : cell.read;
    if ((cell.write.next | cell.read.next | cell.table) != 0) return false;
    if (!IsOwn(cell.write.word, mine) || !IsOwn(cell.read.word, mine) ||
        !Replaces(mine, slot.word)) {
      return false;
    }
    if ((mine & kWriteBit) != 0) {
      if (!Replaces(mine, cell.read.word)) return false;
      cell.read.word = 0;
    }
    slot.word = mine;
    slot.pc = site.pc;
    slot.stack = site.stack;
    return true;
  }

  void TouchRange(ThreadId thread, std::uintptr_t address, std::size_t size,
                  AccessWord flags, Site site);
  void TouchCell(ShadowCell& cell, std::uintptr_t base, AccessWord mine,
                 Site site);

  bool IsRepeated(const AccessEntry& head, AccessWord mine) const;

  // Of a list of entries: reports those that race with `mine`, drops those
  // that it makes superfluous, returns how many are left.
  int Scan(AccessEntry& head, std::uintptr_t base, AccessWord mine, Site site);
  void Examine(AccessEntry& entry, std::uintptr_t base, AccessWord mine,
               Site site);
  [[gnu::noinline]] void Report(const AccessEntry& entry, std::uintptr_t base,
                                AccessWord mine, Site site);
  void Insert(AccessEntry& head, AccessWord mine, Site site);
  AccessEntry* NewEntry();

  // Accesses to one cell, by thread: all but plain writes.
  struct ThreadTable {
    std::uint32_t capacity;
    // The bytes that are read plainly, that are written atomically. No fewer
    // than there are; exact after ScanTable().
    std::uint16_t plain_reads;
    std::uint16_t atomic_writes;
    arena::Arena::Handle heads[];  // lists of AccessEntry
  };
  void TouchListed(ShadowCell& cell, std::uintptr_t base, AccessWord mine,
                   Site site);
  void TouchTabled(ShadowCell& cell, std::uintptr_t base, AccessWord mine,
                   Site site);
  void ScanTable(ShadowCell& cell, std::uintptr_t base, AccessWord mine,
                 Site site);
  static void AddBytes(ThreadTable& table, AccessWord word);
  void InsertTabled(ShadowCell& cell, AccessWord mine, Site site);
  void MakeTable(ShadowCell& cell);
  void MoveToTable(ShadowCell& cell, AccessEntry list);
  AccessEntry* EntriesOf(ShadowCell& cell, ThreadId thread);
  ThreadTable* GrowTable(ShadowCell& cell, ThreadId thread);

  void ForgetBytes(ShadowCell& cell, AccessWord mask);
  void ForgetBytesOf(AccessEntry& head, AccessWord mask);
  void FreePage(std::uintptr_t address, AccessWord mine, Site site);

  ThreadState& State(ThreadId thread) {
    return threads_[static_cast<std::size_t>(thread)];
  }
  void NextEpoch(ThreadId thread);
  // An atomic access, in `cell` where it does not reach beyond.
  void TouchAtomic(ShadowCell& cell, ThreadId thread, std::uintptr_t address,
                   std::size_t size, AccessWord flags, Site site);
  SyncObject* FindSync(std::uintptr_t address, SyncSpace space) {
    return FindSync(shadow_.At(address), address, space);
  }
  SyncObject* FindSync(const ShadowCell& cell, std::uintptr_t address,
                       SyncSpace space) const;
  SyncObject* MakeSync(std::uintptr_t address, SyncSpace space) {
    return MakeSync(shadow_.At(address), address, space);
  }
  SyncObject* MakeSync(ShadowCell& cell, std::uintptr_t address,
                       SyncSpace space);
  void AcquireFrom(ThreadId thread, const SyncObject* object);
  void RememberUnfenced(ThreadId thread, const SyncObject* object);
  void ReplaceBy(ThreadId thread, SyncObject* object);
  void AddTo(ThreadId thread, SyncObject* object);

  RaceSink* const sink_;
  Shadow shadow_;
  arena::PageVector<ThreadState> threads_;
  arena::Arena memory_;  // of this execution
  arena::Arena::Handle free_entries_ = 0;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_HAPPENS_BEFORE_H_
