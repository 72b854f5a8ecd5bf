// What a detector knows of each lock of an execution, by the lock's address.
//
// A Lock has members `std::uintptr_t address` and `arena::Arena::Handle next`,
// which are the table's. Growth: a Lock for each address asked for, and what
// granule_table.h says. Forgetting all costs a few stores.

#ifndef RACEKIT_DETECTORS_LOCK_TABLE_H_
#define RACEKIT_DETECTORS_LOCK_TABLE_H_

#include <cstddef>
#include <cstdint>

#include "detectors/granule_table.h"
#include "harness/arena/arena.h"

namespace racekit::detectors {

template <typename Lock>
class LockTable {
 public:
  // All is forgotten; what `arena` held must be, too.
  void BeginExecution(arena::Arena* arena) {
    arena_ = arena;
    first_.BeginExecution();
  }

  // The lock at `address`; a new one if there is none.
  Lock& Get(std::uintptr_t address) {
    arena::Arena::Handle& first = first_.Get(address);
    if (Lock* lock = FindIn(first, address)) return *lock;
    Lock* lock = arena_->New<Lock>();
    lock->address = address;
    lock->next = first;
    first = arena_->ToHandle(lock);
    return *lock;
  }

  // The lock, or null.
  Lock* Find(std::uintptr_t address) {
    const arena::Arena::Handle* first = first_.Find(address);
    return first == nullptr ? nullptr : FindIn(*first, address);
  }

  // Whoever is at such an address from now on is another lock. `f` is called
  // with each lock of old.
  template <typename Function>
  void Forget(std::uintptr_t address, std::size_t size, const Function& f) {
    first_.ForEach(address, size,
                   [&](arena::Arena::Handle& first, std::uint8_t) {
                     ForgetIn(first, address, address + size, f);
                   });
  }
  void Forget(std::uintptr_t address) {
    Forget(address, 1, [](Lock&) {});
  }

 private:
  Lock* FindIn(arena::Arena::Handle at, std::uintptr_t address) const {
    while (at != 0) {
      Lock* lock = arena_->At<Lock>(at);
      if (lock->address == address) return lock;
      at = lock->next;
    }
    return nullptr;
  }

  template <typename Function>
  void ForgetIn(arena::Arena::Handle& first, std::uintptr_t begin,
                std::uintptr_t end, const Function& f) {
    arena::Arena::Handle at = first;
    first = 0;
    while (at != 0) {
      Lock* lock = arena_->At<Lock>(at);
      at = lock->next;
      if (lock->address >= begin && lock->address < end) {
        f(*lock);
      } else {
        lock->next = first;
        first = arena_->ToHandle(lock);
      }
    }
  }

  arena::Arena* arena_ = nullptr;
  GranuleTable<arena::Arena::Handle> first_;  // of the locks in these 8 bytes
};

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_LOCK_TABLE_H_
