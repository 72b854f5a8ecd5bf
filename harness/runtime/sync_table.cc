#include "harness/runtime/sync_table.h"

#include <sys/mman.h>

#include "harness/runtime/region.h"
#include "harness/runtime/world.h"

namespace racekit::runtime {

constinit SyncTable sync_table;

SyncTable::Entry* SyncTable::Slot(const void* address) {
  if (used_ * 2 >= capacity_) Grow();
  const auto key = reinterpret_cast<std::uintptr_t>(address);
  for (std::uint64_t i = (key >> 2) * 0x9e3779b97f4a7c15u >> 20;; ++i) {
    Entry& entry = entries_[i & (capacity_ - 1)];
    if (entry.epoch != epoch_ || entry.address == address) return &entry;
  }
}

SyncObject* SyncTable::Get(const void* address, SyncKind kind) {
  Entry* entry = Slot(address);
  if (entry->epoch != epoch_) {
    *entry = {address, nullptr, epoch_};
    ++used_;
  }
  if (entry->object == nullptr || entry->object->kind != kind) {
    entry->object = world.region().New<SyncObject>();
    entry->object->address = address;
    entry->object->kind = kind;
  }
  return entry->object;
}

SyncObject* SyncTable::Find(const void* address) {
  const Entry* entry = Slot(address);
  return entry->epoch == epoch_ ? entry->object : nullptr;
}

void SyncTable::Forget(const void* address) {
  Entry* entry = Slot(address);
  if (entry->epoch == epoch_) entry->object = nullptr;
}

void SyncTable::Reset() {
  ++epoch_;
  used_ = 0;
}

void SyncTable::Grow() {
  Entry* old = entries_;
  const std::uint64_t old_capacity = capacity_;
  capacity_ = old == nullptr ? 1024 : 2 * old_capacity;
  used_ = 0;
  entries_ = static_cast<Entry*>(MapPages(capacity_ * sizeof(Entry)));
  for (std::uint64_t i = 0; i < old_capacity; ++i) {
    if (old[i].epoch != epoch_) continue;
    *Slot(old[i].address) = old[i];
    ++used_;
  }
  if (old != nullptr) munmap(old, old_capacity * sizeof(Entry));
}

}  // namespace racekit::runtime
