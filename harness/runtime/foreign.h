// What the controlled world hears of but does not see into: modules that
// synchronise, which may not be instrumented, and threads that are not
// controlled.

#ifndef RACEKIT_HARNESS_RUNTIME_FOREIGN_H_
#define RACEKIT_HARNESS_RUNTIME_FOREIGN_H_

#include <cstdint>

namespace racekit::runtime {

class ForeignCode {
 public:
  static constexpr int kMaxModules = 32;

  // A door was called from `pc`, by a controlled thread. Cheap for calls from
  // the executable itself.
  void OnCall(std::uintptr_t pc) {
    if (IsForeign(pc)) OnCallFromLibrary(pc);
  }
  static bool IsForeign(std::uintptr_t pc) {
    return pc - ExecutableBegin() >= ExecutableSize();
  }
  // By a thread that is none of ours, while an execution is active.
  void OnUncontrolledThread(std::uintptr_t pc) {
    __atomic_store_n(&uncontrolled_, pc, __ATOMIC_RELAXED);
  }

  // The program started or awaited another process.
  void OnProcess(std::uintptr_t pc) {
    if (process_ == 0) process_ = pc;
  }

  // An exploration begins.
  void Clear() {
    modules_ = 0;
    uncontrolled_ = 0;
    process_ = 0;
  }

  // Shared libraries from which doors were called: an address in each.
  int modules() const { return modules_; }
  std::uintptr_t module(int i) const { return ranges_[i].begin; }
  // Where an uncontrolled thread called a door, or 0.
  std::uintptr_t uncontrolled() const {
    return __atomic_load_n(&uncontrolled_, __ATOMIC_RELAXED);
  }
  // Where the first process was started or awaited, or 0.
  std::uintptr_t process() const { return process_; }

 private:
  struct Range {
    std::uintptr_t begin;
    std::uintptr_t end;
  };

  static std::uintptr_t ExecutableBegin();
  static std::uintptr_t ExecutableSize();
  void OnCallFromLibrary(std::uintptr_t pc);

  Range ranges_[kMaxModules] = {};
  int modules_ = 0;
  std::uintptr_t uncontrolled_ = 0;
  std::uintptr_t process_ = 0;
};

extern ForeignCode foreign_code;

}  // namespace racekit::runtime

// From the linker: the first and one past the last byte of the executable's
// code.
extern "C" const char __executable_start;
extern "C" const char etext;

namespace racekit::runtime {

inline std::uintptr_t ForeignCode::ExecutableBegin() {
  return reinterpret_cast<std::uintptr_t>(&__executable_start);
}
inline std::uintptr_t ForeignCode::ExecutableSize() {
  return reinterpret_cast<std::uintptr_t>(&etext) - ExecutableBegin();
}

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_FOREIGN_H_
