// What a detector knows of each 8 bytes of the program's memory: a T, which is
// plain and begins as T{}.
//
// Found by index (arena::PageTable), without hashing. Growth: a leaf for each
// page of memory that was ever asked for. Forgetting all costs one store.

#ifndef RACEKIT_DETECTORS_GRANULE_TABLE_H_
#define RACEKIT_DETECTORS_GRANULE_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "detectors/granule.h"
#include "harness/arena/page_table.h"

namespace racekit::detectors {

template <typename T>
class GranuleTable {
 public:
  // All is forgotten.
  void BeginExecution() {
    ++execution_;
    lowest_ = UINTPTR_MAX;
    highest_ = 0;
  }

  // Of the granule that `address` lies in.
  T& Get(std::uintptr_t address) {
    Cell& cell = pages_.Get(address)->CellOf(address);
    if (cell.execution != execution_) {
      cell = {execution_, T{}};
      if (address < lowest_) lowest_ = address;
      if (address > highest_) highest_ = address;
    }
    return cell.value;
  }

  // The same, or null where nobody has asked for it.
  T* Find(std::uintptr_t address) {
    if ((address | (kGranuleSize - 1)) < lowest_ ||
        (address & ~(kGranuleSize - 1)) > highest_) {
      return nullptr;
    }
    Page* page = pages_.Find(address);
    if (page == nullptr) return nullptr;
    Cell& cell = page->CellOf(address);
    return cell.execution == execution_ ? &cell.value : nullptr;
  }

  // Calls f(T&, bytes), as ForEachGranule() does, for each that overlaps
  // [address, address + size) and that somebody has asked for.
  template <typename Function>
  void ForEach(std::uintptr_t address, std::size_t size, const Function& f) {
    if (size == 0) return;
    std::uintptr_t at = address & ~(kGranuleSize - 1);
    const std::uintptr_t end_of_all = address + size;
    std::uintptr_t end = end_of_all;
    const std::uintptr_t first = lowest_ & ~(kGranuleSize - 1);
    if (at < first) at = first;
    if (end > highest_ + 1) end = highest_ + 1;
    while (at < end) {
      Page* page = pages_.Find(at);
      const std::uintptr_t page_end = (at | (kPageSize - 1)) + 1;
      const std::uintptr_t stop = end < page_end ? end : page_end;
      for (; page != nullptr && at < stop; at += kGranuleSize) {
        Cell& cell = page->CellOf(at);
        if (cell.execution == execution_) {
          f(cell.value, BytesWithin(at, address, end_of_all));
        }
      }
      at = page_end;
    }
  }

 private:
  static constexpr int kPageBits = 12;
  static constexpr std::uintptr_t kPageSize = std::uintptr_t{1} << kPageBits;

  struct Cell {
    std::uint32_t execution;
    T value;
  };
  struct Page {
    Cell cells[kPageSize / kGranuleSize];

    Cell& CellOf(std::uintptr_t address) {
      return cells[address / kGranuleSize % (kPageSize / kGranuleSize)];
    }
  };

  std::uint32_t execution_ = 0;
  std::uintptr_t lowest_ = UINTPTR_MAX;  // that was asked for
  std::uintptr_t highest_ = 0;
  arena::PageTable<Page, kPageBits> pages_;
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_GRANULE_TABLE_H_
