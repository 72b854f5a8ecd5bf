// Functions that are to happen in one step, each call of them: regions as
// RACEKIT_ATOMIC makes them, of code that says nothing itself.

#ifndef RACEKIT_HARNESS_RUNTIME_REGION_FUNCTIONS_H_
#define RACEKIT_HARNESS_RUNTIME_REGION_FUNCTIONS_H_

#include <cstdint>

#include "harness/runtime/thread.h"

namespace racekit::runtime {

class RegionFunctions {
 public:
  static constexpr int kCapacity = 256;

  // Code in [begin, end). `name` must stay where it is. Dropped beyond
  // kCapacity.
  void Add(const char* name, std::uintptr_t begin, std::uintptr_t end) {
    if (size_ < kCapacity) functions_[size_++] = {name, begin, end};
  }
  void Clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }

  // The name of the function that `pc` lies in, or null.
  const char* Find(std::uintptr_t pc) const {
    for (int i = 0; i < size_; ++i) {
      if (pc - functions_[i].begin < functions_[i].end - functions_[i].begin) {
        return functions_[i].name;
      }
    }
    return nullptr;
  }

 private:
  struct Function {
    const char* name;
    std::uintptr_t begin;
    std::uintptr_t end;
  };
  Function functions_[kCapacity] = {};
  int size_ = 0;
};

extern RegionFunctions region_functions;

// The thread has entered a function, at `pc`; or is about to leave the one that
// it entered last.
void EnterRegionFunction(Thread* thread, std::uintptr_t pc);
void LeaveRegionFunction(Thread* thread);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_REGION_FUNCTIONS_H_
