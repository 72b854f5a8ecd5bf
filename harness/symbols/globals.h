// Variables with static or thread storage, by address.

#ifndef RACEKIT_HARNESS_SYMBOLS_GLOBALS_H_
#define RACEKIT_HARNESS_SYMBOLS_GLOBALS_H_

#include <cstdint>
#include <string>

#include "harness/dwarf/debug_info.h"
#include "harness/symbols/module.h"

namespace racekit::internal {

struct GlobalVariable {
  std::uintptr_t address = 0;  // in memory; 0: there is none
  dwarf::Die die;              // none without debug information
  std::string symbol;          // demangled, from the symbol table
};

// The variable that covers the address, static members and static variables of
// functions included.
GlobalVariable GlobalAt(const Module& module, std::uintptr_t address);

// The calling thread's thread_local variable that covers the address.
GlobalVariable ThreadLocalAt(std::uintptr_t address);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_GLOBALS_H_
