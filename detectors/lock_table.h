// What a detector knows of each lock of an execution, by the lock's address.
//
// A Lock has members `std::uintptr_t address` and `arena::Arena::Handle next`,
// which are the table's. Found by index (arena::PageTable), without hashing.
// Growth: a Lock for each address asked for, and 4 KiB for each page of memory
// that ever had a lock. Forgetting all costs a few stores.

#ifndef RACEKIT_DETECTORS_LOCK_TABLE_H_
#define RACEKIT_DETECTORS_LOCK_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "harness/arena/arena.h"
#include "harness/arena/page_table.h"

namespace racekit::detectors {

template <typename Lock>
class LockTable {
 public:
  // All is forgotten; what `arena` held must be, too.
  void BeginExecution(arena::Arena* arena) {
    arena_ = arena;
    ++execution_;
    lowest_ = UINTPTR_MAX;
    highest_ = 0;
  }

  // The lock at `address`; a new one if there is none.
  Lock& Get(std::uintptr_t address) {
    Cell& cell = Fresh(address);
    for (arena::Arena::Handle at = cell.first; at != 0;) {
      Lock* lock = arena_->At<Lock>(at);
      if (lock->address == address) return *lock;
      at = lock->next;
    }
    Lock* lock = arena_->New<Lock>();
    lock->address = address;
    lock->next = cell.first;
    cell.first = arena_->ToHandle(lock);
    if (address < lowest_) lowest_ = address;
    if (address > highest_) highest_ = address;
    return *lock;
  }

  // The lock, or null.
  Lock* Find(std::uintptr_t address) {
    if (address < lowest_ || address > highest_) return nullptr;
    Page* page = pages_.Find(address);
    if (page == nullptr) return nullptr;
    for (arena::Arena::Handle at = FirstOf(page->CellOf(address)); at != 0;) {
      Lock* lock = arena_->At<Lock>(at);
      if (lock->address == address) return lock;
      at = lock->next;
    }
    return nullptr;
  }

  // Whoever is at such an address from now on is another lock. `f` is called
  // with each lock of old.
  template <typename Function>
  void Forget(std::uintptr_t address, std::size_t size, const Function& f) {
    std::uintptr_t end = address + size;
    if (size == 0 || address > highest_ || end <= lowest_) return;
    if (address < lowest_) address = lowest_;
    if (end > highest_) end = highest_ + 1;
    for (std::uintptr_t at = address; at < end;) {
      Page* page = pages_.Find(at);
      const std::uintptr_t page_end = (at | (kPageSize - 1)) + 1;
      if (page != nullptr) {
        const std::uintptr_t stop = end < page_end ? end : page_end;
        for (std::uintptr_t in = at; in < stop;
             in = (in | (kGranule - 1)) + 1) {
          ForgetIn(page->CellOf(in), address, end, f);
        }
      }
      at = page_end;
    }
  }
  void Forget(std::uintptr_t address) {
    Forget(address, 1, [](Lock&) {});
  }

 private:
  static constexpr int kPageBits = 12;
  static constexpr std::uintptr_t kPageSize = std::uintptr_t{1} << kPageBits;
  static constexpr std::uintptr_t kGranule = 8;

  struct Cell {
    std::uint32_t execution;
    arena::Arena::Handle first;  // of the locks in these 8 bytes
  };
  struct Page {
    Cell cells[kPageSize / kGranule];

    Cell& CellOf(std::uintptr_t address) {
      return cells[address / kGranule % (kPageSize / kGranule)];
    }
  };

  arena::Arena::Handle FirstOf(const Cell& cell) const {
    return cell.execution == execution_ ? cell.first : 0;
  }

  Cell& Fresh(std::uintptr_t address) {
    Cell& cell = pages_.Get(address)->CellOf(address);
    if (cell.execution != execution_) cell = {execution_, 0};
    return cell;
  }

  template <typename Function>
  void ForgetIn(Cell& cell, std::uintptr_t begin, std::uintptr_t end,
                const Function& f) {
    arena::Arena::Handle at = FirstOf(cell);
    if (at == 0) return;
    cell.first = 0;
    while (at != 0) {
      Lock* lock = arena_->At<Lock>(at);
      at = lock->next;
      if (lock->address >= begin && lock->address < end) {
        f(*lock);
      } else {
        lock->next = cell.first;
        cell.first = arena_->ToHandle(lock);
      }
    }
  }

  arena::Arena* arena_ = nullptr;
  std::uint32_t execution_ = 0;
  std::uintptr_t lowest_ = UINTPTR_MAX;
  std::uintptr_t highest_ = 0;
  arena::PageTable<Page, kPageBits> pages_;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_LOCK_TABLE_H_
