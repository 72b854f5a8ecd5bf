// The accesses: which earlier ones the new one races with, and which it makes
// superfluous.

#include <cstddef>
#include <cstdint>

#include "detectors/happens_before.h"

namespace racekit::detectors {

namespace {

// Accesses to one cell in a list; more of them go into a table by thread.
constexpr int kListed = 4;

RaceAccess Describe(AccessWord word, Site site, std::uintptr_t base) {
  const auto mask = static_cast<unsigned>(MaskOf(word));
  const int first = __builtin_ctz(mask);
  RaceAccess access;
  access.thread = ThreadOf(word);
  access.site = site;
  access.write = (word & kWriteBit) != 0;
  access.atomic = (word & kAtomicBit) != 0;
  access.free = (word & kFreeBit) != 0;
  access.address = base + static_cast<std::uintptr_t>(first);
  access.size = static_cast<std::uint32_t>(__builtin_ctz(~(mask >> first)));
  return access;
}

void RemoveMask(AccessEntry& entry, AccessWord mask) {
  entry.word &= ~(mask << 8);
  if (MaskOf(entry.word) == 0) entry.word = 0;
}

}  // namespace

[[gnu::always_inline]] inline HappensBefore::Fate HappensBefore::FateOf(
    AccessWord old, AccessWord mine, const VectorClock::View& clock) {
  if (old == 0) return Fate::kGone;
  if ((old & mine & kMaskBits) == 0) return Fate::kStays;
  if (UsesFreed(mine, old)) return Fate::kDifficult;
  if (ClockOf(old) > clock.Get(ThreadOf(old))) {
    return Conflict(old, mine) ? Fate::kDifficult : Fate::kStays;
  }
  if (!Subsumes(mine, old)) return Fate::kStays;
  return (old & ~mine & kMaskBits) == 0 ? Fate::kGone : Fate::kDifficult;
}

inline AccessEntry* HappensBefore::Second(const AccessEntry& head) const {
  return head.next == 0 ? nullptr : memory_.At<AccessEntry>(head.next);
}

inline void HappensBefore::DropSecond(AccessEntry& head) {
  AccessEntry* second = Second(head);
  const arena::Arena::Handle dead = head.next;
  head.next = second->next;
  second->next = free_entries_;
  free_entries_ = dead;
}

// One or two entries, of which some are gone: puts `mine` in.
[[gnu::always_inline]] inline void HappensBefore::PutAmongFew(
    AccessEntry& head, Fate first, Fate second, AccessWord mine, Site site) {
  if (first == Fate::kGone) {
    if (second == Fate::kGone) DropSecond(head);
    Fill(head, mine, site);
  } else if (second == Fate::kGone) {
    Fill(*Second(head), mine, site);
  } else {
    Insert(head, mine, site);
  }
}

template <AccessWord kFlags>
[[gnu::noinline]] bool HappensBefore::TouchFew(ShadowCell& cell,
                                               AccessWord word, Site site) {
  if (cell.table != 0) return false;
  AccessEntry* const second_write = Second(cell.write);
  AccessEntry* const second_read = Second(cell.read);
  if (second_write != nullptr && second_write->next != 0) return false;
  if (second_read != nullptr && second_read->next != 0) return false;
  // So that the compiler knows them too.
  constexpr AccessWord kFlagBits = kWriteBit | kAtomicBit;
  const AccessWord mine = (word & ~kFlagBits) | (kFlags & kFlagBits);
  const VectorClock::View clock = State(ThreadOf(mine)).clock.view();
  const auto fate = [&](const AccessEntry* entry) {
    return entry == nullptr ? Fate::kStays : FateOf(entry->word, mine, clock);
  };
  const Fate write1 = fate(&cell.write);
  const Fate write2 = fate(second_write);
  const Fate read1 = fate(&cell.read);
  const Fate read2 = fate(second_read);
  if (write1 == Fate::kDifficult || write2 == Fate::kDifficult ||
      read1 == Fate::kDifficult || read2 == Fate::kDifficult) {
    return false;
  }
  if constexpr ((kFlags & kWriteBit) == 0) {
    PutAmongFew(cell.read, read1, read2, mine, site);
  } else {
    if (read1 == Fate::kGone) cell.read.word = 0;
    if (read2 == Fate::kGone) DropSecond(cell.read);
    PutAmongFew(cell.write, write1, write2, mine, site);
  }
  return true;
}

template <AccessWord kFlags>
void HappensBefore::TouchShared(ShadowCell& cell, std::uintptr_t base,
                                AccessWord mine, Site site) {
  // One write at most and one read, all of which `mine` makes superfluous, or
  // that need not go.
  if ((cell.write.next | cell.read.next | cell.table) == 0) {
    const VectorClock::View clock = State(ThreadOf(mine)).clock.view();
    const AccessWord write = cell.write.word;
    constexpr bool kWrites = (kFlags & kWriteBit) != 0;
    if (FateOf(cell.read.word, mine, clock) == Fate::kGone &&
        FateOf(write, mine, clock) ==
            (kWrites || write == 0 ? Fate::kGone : Fate::kStays)) {
      if (kWrites) cell.read.word = 0;
      return Fill(kWrites ? cell.write : cell.read, mine, site);
    }
  }
  if (!TouchFew<kFlags>(cell, mine, site)) TouchCell(cell, base, mine, site);
}

template void HappensBefore::TouchShared<0>(ShadowCell&, std::uintptr_t,
                                            AccessWord, Site);
template void HappensBefore::TouchShared<kWriteBit>(ShadowCell&, std::uintptr_t,
                                                    AccessWord, Site);
template void HappensBefore::TouchShared<kAtomicBit>(ShadowCell&,
                                                     std::uintptr_t, AccessWord,
                                                     Site);
template void HappensBefore::TouchShared<kAtomicBit | kWriteBit>(ShadowCell&,
                                                                 std::uintptr_t,
                                                                 AccessWord,
                                                                 Site);

void HappensBefore::TouchRange(ThreadId thread, std::uintptr_t address,
                               std::size_t size, AccessWord flags, Site site) {
  if ((flags & kWriteBit) != 0) {
    TouchCells<kWriteBit>(thread, address, size, flags, site);
  } else {
    TouchCells<0>(thread, address, size, flags, site);
  }
}

template <AccessWord kFlags>
void HappensBefore::TouchCells(ThreadId thread, std::uintptr_t address,
                               std::size_t size, AccessWord flags, Site site) {
  const AccessWord epoch = State(thread).epoch | flags;
  const std::uintptr_t end = address + size;
  ShadowPage* page = nullptr;
  for (std::uintptr_t base = address - address % kGranuleSize; base < end;
       base += kGranuleSize) {
    if (page == nullptr || base % kShadowPageSize == 0) {
      page = shadow_.PageAt(base);
    }
    const AccessWord mine = WithMask(epoch, BytesWithin(base, address, end));
    ShadowCell& cell = page->CellOf(base);
    if (cell.stamp != page->stamp) Shadow::Renew(*page, cell);
    if (TouchAlone<kFlags>(cell, mine, site)) continue;
    if ((flags & kAtomicBit) != 0) {
      TouchCell(cell, base, mine, site);
    } else {
      TouchShared<kFlags>(cell, base, mine, site);
    }
  }
}

void HappensBefore::TouchCell(ShadowCell& cell, std::uintptr_t base,
                              AccessWord mine, Site site) {
  if (MaskOf(mine) == 0) return;
  if (cell.table != 0) return TouchTabled(cell, base, mine, site);
  TouchListed(cell, base, mine, site);
}

[[gnu::flatten]] void HappensBefore::TouchListed(ShadowCell& cell,
                                                 std::uintptr_t base,
                                                 AccessWord mine, Site site) {
  const bool write = (mine & kWriteBit) != 0;
  if (!write && IsRepeated(cell.read, mine)) return;
  int left = Scan(cell.write, base, mine, site);
  if (write) {
    Scan(cell.read, base, mine, site);
    if ((mine & kAtomicBit) == 0 || left < kListed) {
      return Insert(cell.write, mine, site);
    }
  } else {
    left = Scan(cell.read, base, mine, site);
    if (left < kListed) return Insert(cell.read, mine, site);
  }
  MakeTable(cell);
  InsertTabled(cell, mine, site);
}

bool HappensBefore::IsRepeated(const AccessEntry& head, AccessWord mine) const {
  for (const AccessEntry* entry = &head;;
       entry = memory_.At<AccessEntry>(entry->next)) {
    if (Repeats(mine, entry->word)) return true;
    if (entry->next == 0) return false;
  }
}

int HappensBefore::Scan(AccessEntry& head, std::uintptr_t base, AccessWord mine,
                        Site site) {
  const VectorClock::View clock = State(ThreadOf(mine)).clock.view();
  int left = 0;
  Examine(head, base, mine, site, clock);
  if (head.word != 0) ++left;
  arena::Arena::Handle* link = &head.next;
  while (*link != 0) {
    auto* entry = memory_.At<AccessEntry>(*link);
    Examine(*entry, base, mine, site, clock);
    if (entry->word != 0) {
      ++left;
      link = &entry->next;
      continue;
    }
    const arena::Arena::Handle dead = *link;
    *link = entry->next;
    entry->next = free_entries_;
    free_entries_ = dead;
  }
  return left;
}

[[gnu::always_inline]] inline void HappensBefore::Examine(
    AccessEntry& entry, std::uintptr_t base, AccessWord mine, Site site,
    const VectorClock::View& clock) {
  const AccessWord old = entry.word;
  if ((old & mine & kMaskBits) == 0) return;
  // A thread's own accesses are among those that it knows of.
  if (ClockOf(old) <= clock.Get(ThreadOf(old))) {
    if (UsesFreed(mine, old)) Report(entry, base, mine, site, true);
    if (!Subsumes(mine, old)) return;
    const AccessWord left = old & ~(mine & kMaskBits);
    entry.word = (left & kMaskBits) == 0 ? 0 : left;
  } else if (Conflict(old, mine)) {
    Report(entry, base, mine, site, false);
  }
}

void HappensBefore::Report(const AccessEntry& entry, std::uintptr_t base,
                           AccessWord mine, Site site, bool ordered) {
  sink_->OnRace({Describe(entry.word, {entry.pc, entry.stack}, base),
                 Describe(mine, site, base), ordered});
}

void HappensBefore::Insert(AccessEntry& head, AccessWord mine, Site site) {
  AccessEntry* entry = &head;
  if (head.word != 0) {
    entry = NewEntry();
    entry->next = head.next;
    head.next = memory_.ToHandle(entry);
  }
  Fill(*entry, mine, site);
}

AccessEntry* HappensBefore::NewEntry() {
  if (free_entries_ == 0) return memory_.New<AccessEntry>();
  auto* entry = memory_.At<AccessEntry>(free_entries_);
  free_entries_ = entry->next;
  return entry;
}

// ---- Accesses by many threads
//
// Of atomic accesses no two conflict, so one of them need not look at those of
// others: its cost does not grow with the threads that share the variable.

void HappensBefore::TouchTabled(ShadowCell& cell, std::uintptr_t base,
                                AccessWord mine, Site site) {
  const bool write = (mine & kWriteBit) != 0;
  const bool atomic = (mine & kAtomicBit) != 0;
  if (!write && IsRepeated(*EntriesOf(cell, ThreadOf(mine)), mine)) return;
  Scan(cell.write, base, mine, site);
  const auto* table = memory_.At<ThreadTable>(cell.table);
  AccessWord conflicting = kAllBytes;
  if (atomic) {
    conflicting = write ? table->plain_reads : 0;
  } else if (!write) {
    conflicting = table->atomic_writes;
  }
  if ((conflicting & MaskOf(mine)) != 0) ScanTable(cell, base, mine, site);
  if (write && !atomic) return Insert(cell.write, mine, site);
  if (cell.table == 0) {
    return Insert(write ? cell.write : cell.read, mine, site);
  }
  Scan(*EntriesOf(cell, ThreadOf(mine)), base, mine, site);
  InsertTabled(cell, mine, site);
}

void HappensBefore::ScanTable(ShadowCell& cell, std::uintptr_t base,
                              AccessWord mine, Site site) {
  auto* table = memory_.At<ThreadTable>(cell.table);
  int left = 0;
  table->plain_reads = 0;
  table->atomic_writes = 0;
  for (std::uint32_t i = 0; i < table->capacity; ++i) {
    if (table->heads[i] == 0) continue;
    auto* head = memory_.At<AccessEntry>(table->heads[i]);
    left += Scan(*head, base, mine, site);
    for (const AccessEntry* entry = head;;
         entry = memory_.At<AccessEntry>(entry->next)) {
      AddBytes(*table, entry->word);
      if (entry->next == 0) break;
    }
  }
  if (left == 0) cell.table = 0;
}

void HappensBefore::AddBytes(ThreadTable& table, AccessWord word) {
  const auto bytes = static_cast<std::uint16_t>(MaskOf(word));
  if ((word & kAtomicBit) == 0) table.plain_reads |= bytes;
  if ((word & kWriteBit) != 0) table.atomic_writes |= bytes;
}

void HappensBefore::InsertTabled(ShadowCell& cell, AccessWord mine, Site site) {
  AccessEntry* entries = EntriesOf(cell, ThreadOf(mine));
  auto* table = memory_.At<ThreadTable>(cell.table);
  AddBytes(*table, mine);
  Insert(*entries, mine, site);
}

void HappensBefore::MakeTable(ShadowCell& cell) {
  const AccessEntry reads = cell.read;
  const AccessEntry writes = cell.write;
  cell.read = {};
  cell.write = {};
  MoveToTable(cell, reads);
  MoveToTable(cell, writes);
}

void HappensBefore::MoveToTable(ShadowCell& cell, AccessEntry list) {
  for (;;) {
    const Site site = {list.pc, list.stack};
    if ((list.word & kWriteBit) != 0 && (list.word & kAtomicBit) == 0) {
      Insert(cell.write, list.word, site);
    } else if (list.word != 0) {
      InsertTabled(cell, list.word, site);
    }
    if (list.next == 0) return;
    list = *memory_.At<AccessEntry>(list.next);
  }
}

// The head of the thread's list; it may be empty.
AccessEntry* HappensBefore::EntriesOf(ShadowCell& cell, ThreadId thread) {
  ThreadTable* table =
      cell.table == 0 ? nullptr : memory_.At<ThreadTable>(cell.table);
  if (table == nullptr ||
      static_cast<std::uint32_t>(thread) >= table->capacity) {
    table = GrowTable(cell, thread);
  }
  arena::Arena::Handle& head = table->heads[thread];
  if (head == 0) head = memory_.ToHandle(memory_.New<AccessEntry>());
  return memory_.At<AccessEntry>(head);
}

// Doubles, leaving the old table to the arena's next Reset().
HappensBefore::ThreadTable* HappensBefore::GrowTable(ShadowCell& cell,
                                                     ThreadId thread) {
  std::uint32_t capacity = 16;
  while (capacity <= static_cast<std::uint32_t>(thread)) capacity *= 2;
  auto* table = static_cast<ThreadTable*>(memory_.Allocate(
      sizeof(ThreadTable) + capacity * sizeof(arena::Arena::Handle)));
  table->plain_reads = 0;
  table->atomic_writes = 0;
  std::uint32_t copied = 0;
  if (cell.table != 0) {
    const auto* old = memory_.At<ThreadTable>(cell.table);
    table->plain_reads = old->plain_reads;
    table->atomic_writes = old->atomic_writes;
    for (; copied < old->capacity; ++copied) {
      table->heads[copied] = old->heads[copied];
    }
  }
  for (; copied < capacity; ++copied) table->heads[copied] = 0;
  table->capacity = capacity;
  cell.table = memory_.ToHandle(table);
  return table;
}

// ---- Memory that begins or ends its life

void HappensBefore::Allocate(std::uintptr_t address, std::size_t size) {
  const std::uintptr_t end = address + size;
  std::uintptr_t at = address - address % kGranuleSize;
  while (at < end) {
    const std::uintptr_t page_end = (at | (kShadowPageSize - 1)) + 1;
    ShadowPage* page = shadow_.Touched(at);
    if (page == nullptr) {
      at = page_end < end ? shadow_.SkipUntouched(page_end, end) : end;
    } else if (at % kShadowPageSize == 0 && at >= address && page_end <= end) {
      shadow_.Cover(*page, {});
      at = page_end;
    } else {
      for (const std::uintptr_t stop = page_end < end ? page_end : end;
           at < stop; at += kGranuleSize) {
        ShadowCell& cell = page->CellOf(at);
        if (cell.stamp != page->stamp) {
          if (page->cover.word == 0) continue;  // nobody has touched it
          Shadow::Renew(*page, cell);
        }
        ForgetBytes(cell, BytesWithin(at, address, end));
      }
    }
  }
}

void HappensBefore::ForgetBytes(ShadowCell& cell, AccessWord mask) {
  if (mask == kAllBytes) {
    cell = {cell.stamp, {}, {}, 0, 0};
    return;
  }
  ForgetBytesOf(cell.write, mask);
  ForgetBytesOf(cell.read, mask);
  if (cell.table != 0) {
    auto* table = memory_.At<ThreadTable>(cell.table);
    for (std::uint32_t i = 0; i < table->capacity; ++i) {
      if (table->heads[i] != 0) {
        ForgetBytesOf(*memory_.At<AccessEntry>(table->heads[i]), mask);
      }
    }
  }
  arena::Arena::Handle* link = &cell.sync;
  while (*link != 0) {
    auto* object = memory_.At<SyncObject>(*link);
    if ((mask >> object->offset & 1) != 0) {
      *link = object->next;
    } else {
      link = &object->next;
    }
  }
}

void HappensBefore::ForgetBytesOf(AccessEntry& head, AccessWord mask) {
  AccessEntry* entry = &head;
  for (;;) {
    RemoveMask(*entry, mask);
    if (entry->next == 0) return;
    entry = memory_.At<AccessEntry>(entry->next);
  }
}

void HappensBefore::Free(ThreadId thread, std::uintptr_t address,
                         std::size_t size, Site site) {
  constexpr AccessWord kFlags = kWriteBit | kFreeBit;
  const std::uintptr_t end = address + size;
  std::uintptr_t at = address;
  while (at < end) {
    const std::uintptr_t page_end = (at | (kShadowPageSize - 1)) + 1;
    if (at % kShadowPageSize == 0 && page_end <= end) {
      FreePage(at, State(thread).epoch | kFlags, site);
    } else {
      TouchRange(thread, at, (page_end < end ? page_end : end) - at, kFlags,
                 site);
    }
    at = page_end;
  }
}

// A page that is freed as a whole, which nobody may have touched.
void HappensBefore::FreePage(std::uintptr_t address, AccessWord epoch,
                             Site site) {
  const AccessWord mine = WithMask(epoch, kAllBytes);
  if (ShadowPage* page = shadow_.Touched(address); page != nullptr) {
    for (std::size_t i = 0; i < ShadowPage::kCells; ++i) {
      if (page->cells[i].stamp != page->stamp) continue;
      TouchCell(page->cells[i], address + i * kGranuleSize, mine, site);
    }
  }
  shadow_.Cover(*shadow_.PageAt(address), {mine, site.pc, site.stack, 0});
}

}  // namespace racekit::detectors
