// Plain accesses of the program, as the hooks report them.
//
// Every access goes to the detectors. It is a scheduling point only where it is
// "hot": at a place in the code at which a data race has been seen, in this
// execution or an earlier one. In code without data races nothing is lost by
// that: what one thread does between two synchronisations no other can see.

#ifndef RACEKIT_HARNESS_RUNTIME_ACCESS_H_
#define RACEKIT_HARNESS_RUNTIME_ACCESS_H_

#include <cstddef>
#include <cstdint>

#include "harness/runtime/thread.h"

namespace racekit::runtime {

void Read(const volatile void* address, std::size_t size, std::uintptr_t pc);
void Write(volatile void* address, std::size_t size, std::uintptr_t pc);

// Volatile accesses are always scheduling points: code that uses them means to
// talk to other threads, be it wrong or right.
void VolatileRead(const volatile void* address, std::size_t size,
                  std::uintptr_t pc);
void VolatileWrite(volatile void* address, std::size_t size, std::uintptr_t pc);

// The places where accesses are scheduling points. A place that is added counts
// only once it is activated, between executions: the scheduling points of one
// execution are the same from its beginning to its end.
class HotPlaces {
 public:
  bool Has(std::uintptr_t pc) const {
    if (active_ == 0) return false;
    const std::uint32_t bit = Hash(pc);
    return ((filter_[bit / 64] >> (bit % 64)) & 1) != 0 && Search(pc, active_);
  }
  void Add(std::uintptr_t pc);
  void Clear();
  // True if there were any to activate.
  bool ActivateAll();
  int size() const { return size_; }
  int active() const { return active_; }
  std::uintptr_t at(int i) const { return places_[i]; }

 private:
  static constexpr int kBits = 4096;
  static constexpr int kCapacity = 1024;
  static std::uint32_t Hash(std::uintptr_t pc) {
    return static_cast<std::uint32_t>((pc * 0x9e3779b97f4a7c15u) >> 52);
  }
  bool Search(std::uintptr_t pc, int size) const;

  std::uint64_t filter_[kBits / 64] = {};
  std::uintptr_t places_[kCapacity] = {};
  int size_ = 0;
  int active_ = 0;  // the first of them
};

extern HotPlaces hot_places;

// A read or an attempt of `thread` that changed nothing; `value` is what it
// saw. If it tells nothing new, the thread is made to let others go first.
void Learned(Thread* thread, const volatile void* address, std::uint64_t value);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_ACCESS_H_
