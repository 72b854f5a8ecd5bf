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

  const char* name() const override { return "happens-before"; }
  std::uint32_t interests() const override {
    return kPlainAccesses | kAtomics | kLocks | kOrdering | kThreads | kMemory;
  }
  void BeginExecution() override;
  void OnEvent(const Event& event) override;

  // ---- The same events without a detour. `size` may be 0.

  [[gnu::always_inline]] void Read(ThreadId thread, std::uintptr_t address,
                                   std::size_t size, Site site) {
    Touch<0>(thread, address, size, site);
  }
  [[gnu::always_inline]] void Write(ThreadId thread, std::uintptr_t address,
                                    std::size_t size, Site site) {
    Touch<kWriteBit>(thread, address, size, site);
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

  // Inlined with what is known where it is called: the flags always, the size
  // mostly.
  template <AccessWord kFlags>
  [[gnu::always_inline]] void Touch(ThreadId thread, std::uintptr_t address,
                                    std::size_t size, Site site) {
    const std::uintptr_t offset = address % kGranuleSize;
    if (offset + size > kGranuleSize) [[unlikely]]
      return TouchRange(thread, address, size, kFlags, site);
    if (size == 0) return;
    const AccessWord mask = ((AccessWord{0x100} << size) - 0x100) << offset;
    const AccessWord mine = State(thread).epoch | kFlags | mask;
    ShadowPage& page = *shadow_.PageAt(address);
    ShadowCell& cell = page.CellOf(address);
    if (cell.stamp != page.stamp) {
      Shadow::Renew(page, cell);
      if (page.cover.word == 0) {  // the first to touch it
        return Fill((kFlags & kWriteBit) != 0 ? cell.write : cell.read, mine,
                    site);
      }
    }
    if (TouchAlone<kFlags>(cell, mine, site)) [[likely]]
      return;
    // In tail position, so that nothing need be kept across the call.
    TouchShared<kFlags>(cell, address - offset, mine, site);
  }

  // Most memory is one thread's. Where nobody else touched the cell, and `mine`
  // makes all that is known superfluous, it takes its place; and where it tells
  // nothing new, nothing is to be done. Both are what TouchCell() would do,
  // found out with a few comparisons. False if it is neither.
  template <AccessWord kFlags>
  [[gnu::always_inline]] static bool TouchAlone(ShadowCell& cell,
                                                AccessWord mine, Site site) {
    constexpr bool kWrites = (kFlags & kWriteBit) != 0;
    if ((cell.write.word & kFreeBit) != 0) [[unlikely]]
      return false;
    if (Repeats(mine, cell.write.word)) return true;
    if (!kWrites && Repeats(mine, cell.read.word)) return true;
    if ((cell.write.next | cell.read.next | cell.table) != 0) return false;
    if (!IsOwn(cell.write.word, mine) || !IsOwn(cell.read.word, mine)) {
      return false;
    }
    if (!Replaces(mine, cell.read.word)) return false;
    if (kWrites && !Replaces(mine, cell.write.word)) return false;
    if (kWrites) cell.read.word = 0;
    Fill(kWrites ? cell.write : cell.read, mine, site);
    return true;
  }
  static void Fill(AccessEntry& entry, AccessWord mine, Site site) {
    entry.word = mine;
    entry.pc = site.pc;
    entry.stack = site.stack;
  }

  template <AccessWord kFlags>
  [[gnu::noinline]] void TouchShared(ShadowCell& cell, std::uintptr_t base,
                                     AccessWord mine, Site site);
  // The next most frequent case: one entry or two, and no race with them. False
  // if it is not that.
  template <AccessWord kFlags>
  bool TouchFew(ShadowCell& cell, AccessWord mine, Site site);
  // What becomes of an earlier access when another happens.
  enum class Fate : std::uint8_t {
    kGone,       // the other makes it superfluous; or there was none
    kStays,      // it does not race with the other
    kDifficult,  // it does, or is made superfluous in part
  };
  static Fate FateOf(AccessWord old, AccessWord mine,
                     const VectorClock::View& clock);
  // Of a list of one or two.
  AccessEntry* Second(const AccessEntry& head) const;
  void DropSecond(AccessEntry& head);
  void PutAmongFew(AccessEntry& head, Fate first, Fate second, AccessWord mine,
                   Site site);

  void TouchRange(ThreadId thread, std::uintptr_t address, std::size_t size,
                  AccessWord flags, Site site);
  template <AccessWord kFlags>
  void TouchCells(ThreadId thread, std::uintptr_t address, std::size_t size,
                  AccessWord flags, Site site);
  void TouchCell(ShadowCell& cell, std::uintptr_t base, AccessWord mine,
                 Site site);

  bool IsRepeated(const AccessEntry& head, AccessWord mine) const;

  // Of a list of entries: reports those that race with `mine`, drops those
  // that it makes superfluous, returns how many are left.
  int Scan(AccessEntry& head, std::uintptr_t base, AccessWord mine, Site site);
  void Examine(AccessEntry& entry, std::uintptr_t base, AccessWord mine,
               Site site, const VectorClock::View& clock);
  [[gnu::noinline]] void Report(const AccessEntry& entry, std::uintptr_t base,
                                AccessWord mine, Site site, bool ordered);
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
  void Start(ThreadId thread);
  void NextEpoch(ThreadId thread);
  // An atomic access, in `cell` where it does not reach beyond.
  template <AccessWord kFlags>
  void TouchAtomic(ShadowCell& cell, ThreadId thread, std::uintptr_t address,
                   std::size_t size, Site site);
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
