// The accesses: which earlier ones the new one races with, and which it makes
// superfluous.

#include <cstddef>
#include <cstdint>

#include "detectors/happens_before.h"

namespace racekit::detectors {

namespace {

// Readers of one cell in a list; more of them go into a table by thread.
constexpr int kListedReads = 4;

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

// The bytes of the 8 at `base` that lie in [begin, end).
AccessWord MaskWithin(std::uintptr_t base, std::uintptr_t begin,
                      std::uintptr_t end) {
  AccessWord mask = kAllBytes;
  if (begin > base) mask &= kAllBytes << (begin - base);
  if (end - base < kGranule) mask &= (AccessWord{1} << (end - base)) - 1;
  return mask & kAllBytes;
}

}  // namespace

void HappensBefore::TouchRange(ThreadId thread, std::uintptr_t address,
                               std::size_t size, AccessWord flags, Site site) {
  const AccessWord epoch = State(thread).epoch | flags;
  const std::uintptr_t end = address + size;
  for (std::uintptr_t base = address - address % kGranule; base < end;
       base += kGranule) {
    const AccessWord mine = WithMask(epoch, MaskWithin(base, address, end));
    ShadowCell& cell = shadow_.At(base);
    if (Repeats(mine, cell.write.word)) continue;
    if ((flags & kWriteBit) == 0 && Repeats(mine, cell.read.word)) continue;
    if (ReplaceOwn(cell, mine, site)) continue;
    TouchCell(cell, base, mine, site);
  }
}

void HappensBefore::TouchCell(ShadowCell& cell, std::uintptr_t base,
                              AccessWord mine, Site site) {
  if (MaskOf(mine) == 0) return;
  if ((mine & kWriteBit) != 0) {
    Scan(cell.write, base, mine, site);
    ScanReads(cell, base, mine, site);
    Insert(cell.write, mine, site);
    return;
  }
  AccessEntry* own =
      cell.read_table == 0 ? &cell.read : ReadsOf(cell, ThreadOf(mine));
  if (IsRepeated(*own, mine)) return;
  Scan(cell.write, base, mine, site);
  const int left = Scan(*own, base, mine, site);
  if (cell.read_table == 0) {
    InsertRead(cell, left, mine, site);
  } else {
    Insert(*own, mine, site);
  }
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
  int left = 0;
  Examine(head, base, mine, site);
  if (head.word != 0) ++left;
  arena::Arena::Handle* link = &head.next;
  while (*link != 0) {
    auto* entry = memory_.At<AccessEntry>(*link);
    Examine(*entry, base, mine, site);
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

void HappensBefore::Examine(AccessEntry& entry, std::uintptr_t base,
                            AccessWord mine, Site site) {
  if ((MaskOf(entry.word) & MaskOf(mine)) == 0) return;
  const ThreadId other = ThreadOf(entry.word);
  const ThreadId thread = ThreadOf(mine);
  const bool ordered =
      other == thread || ClockOf(entry.word) <= State(thread).clock.Get(other);
  if (ordered) {
    if (Subsumes(mine, entry.word)) RemoveMask(entry, MaskOf(mine));
  } else if (Conflict(entry.word, mine)) {
    sink_->OnRace({Describe(entry.word, {entry.pc, entry.stack}, base),
                   Describe(mine, site, base)});
  }
}

void HappensBefore::Insert(AccessEntry& head, AccessWord mine, Site site) {
  AccessEntry* entry = &head;
  if (head.word != 0) {
    entry = NewEntry();
    entry->next = head.next;
    head.next = memory_.ToHandle(entry);
  }
  entry->word = mine;
  entry->pc = site.pc;
  entry->stack = site.stack;
}

AccessEntry* HappensBefore::NewEntry() {
  if (free_entries_ == 0) return memory_.New<AccessEntry>();
  auto* entry = memory_.At<AccessEntry>(free_entries_);
  free_entries_ = entry->next;
  return entry;
}

// ---- Reads by many threads

void HappensBefore::InsertRead(ShadowCell& cell, int others, AccessWord mine,
                               Site site) {
  if (others < kListedReads) return Insert(cell.read, mine, site);
  AccessEntry list = cell.read;
  cell.read = {};
  for (;;) {
    if (list.word != 0) {
      Insert(*ReadsOf(cell, ThreadOf(list.word)), list.word,
             {list.pc, list.stack});
    }
    const arena::Arena::Handle next = list.next;
    if (next == 0) break;
    list = *memory_.At<AccessEntry>(next);
  }
  Insert(*ReadsOf(cell, ThreadOf(mine)), mine, site);
}

// The head of the thread's list; it may be empty.
AccessEntry* HappensBefore::ReadsOf(ShadowCell& cell, ThreadId thread) {
  ReadTable* table =
      cell.read_table == 0 ? nullptr : memory_.At<ReadTable>(cell.read_table);
  if (table == nullptr ||
      static_cast<std::uint32_t>(thread) >= table->capacity) {
    table = GrowReadTable(cell, thread);
  }
  arena::Arena::Handle& head = table->heads[thread];
  if (head == 0) head = memory_.ToHandle(memory_.New<AccessEntry>());
  return memory_.At<AccessEntry>(head);
}

// Doubles, leaving the old table to the arena's next Reset().
HappensBefore::ReadTable* HappensBefore::GrowReadTable(ShadowCell& cell,
                                                       ThreadId thread) {
  std::uint32_t capacity = 16;
  while (capacity <= static_cast<std::uint32_t>(thread)) capacity *= 2;
  auto* table = static_cast<ReadTable*>(memory_.Allocate(
      sizeof(ReadTable) + capacity * sizeof(arena::Arena::Handle)));
  std::uint32_t copied = 0;
  if (cell.read_table != 0) {
    const auto* old = memory_.At<ReadTable>(cell.read_table);
    for (; copied < old->capacity; ++copied) {
      table->heads[copied] = old->heads[copied];
    }
  }
  for (; copied < capacity; ++copied) table->heads[copied] = 0;
  table->capacity = capacity;
  cell.read_table = memory_.ToHandle(table);
  return table;
}

void HappensBefore::ScanReads(ShadowCell& cell, std::uintptr_t base,
                              AccessWord mine, Site site) {
  Scan(cell.read, base, mine, site);
  if (cell.read_table == 0) return;
  auto* table = memory_.At<ReadTable>(cell.read_table);
  int left = 0;
  for (std::uint32_t i = 0; i < table->capacity; ++i) {
    if (table->heads[i] == 0) continue;
    left += Scan(*memory_.At<AccessEntry>(table->heads[i]), base, mine, site);
  }
  if (left == 0) cell.read_table = 0;
}

// ---- Memory that begins or ends its life

void HappensBefore::Allocate(std::uintptr_t address, std::size_t size) {
  const std::uintptr_t end = address + size;
  std::uintptr_t at = address - address % kGranule;
  while ((at = shadow_.SkipUntouched(at, end)) < end) {
    ShadowPage* page = shadow_.Touched(at);
    const std::uintptr_t page_end = (at | (kShadowPageSize - 1)) + 1;
    if (page == nullptr) {
      at = page_end;
    } else if (at % kShadowPageSize == 0 && at >= address && page_end <= end) {
      shadow_.Cover(*page, {});
      at = page_end;
    } else {
      ForgetBytes(shadow_.At(at), MaskWithin(at, address, end));
      at += kGranule;
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
  if (cell.read_table != 0) {
    auto* table = memory_.At<ReadTable>(cell.read_table);
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
      TouchCell(page->cells[i], address + i * kGranule, mine, site);
    }
  }
  shadow_.Cover(*shadow_.PageAt(address), {mine, site.pc, site.stack, 0});
}

}  // namespace racekit::detectors
