// A stack with the registers of each frame, so that variables can be found.

#ifndef RACEKIT_HARNESS_SYMBOLS_STACK_FRAME_H_
#define RACEKIT_HARNESS_SYMBOLS_STACK_FRAME_H_

#include <cstdint>

namespace racekit::internal {

// Registers have the numbers that DWARF gives them on x86-64.
inline constexpr int kRegisters = 17;
inline constexpr int kRegisterRdi = 5;
inline constexpr int kRegisterRsp = 7;

struct StackFrame {
  std::uintptr_t pc = 0;   // behind the call, for all but an interrupted frame
  std::uintptr_t cfa = 0;  // the stack pointer before this function was called
  std::uint64_t registers[kRegisters] = {};
  std::uint32_t known = 0;  // bit n: register n is known

  void Set(int number, std::uint64_t value) {
    registers[number] = value;
    known |= std::uint32_t{1} << number;
  }
  bool Get(int number, std::uint64_t* value) const {
    if (number < 0 || number >= kRegisters) return false;
    if ((known >> number & 1) == 0) return false;
    *value = registers[number];
    return true;
  }
};

// The stack of the caller, innermost first; returns how many frames. Callee-
// saved registers are known, others are not. Does not allocate.
int CaptureStack(StackFrame* frames, int max);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_STACK_FRAME_H_
