// The executable and the shared libraries of this process, with their debug
// information.

#ifndef RACEKIT_HARNESS_SYMBOLS_MODULE_H_
#define RACEKIT_HARNESS_SYMBOLS_MODULE_H_

#include <cstdint>

#include "harness/dwarf/debug_info.h"
#include "harness/dwarf/elf_file.h"

namespace racekit::internal {

struct Module {
  Module(const char* path, std::uint64_t bias)
      : file(path), info(file), bias(bias) {}

  const dwarf::ElfFile file;
  const dwarf::DebugInfo info;
  const std::uint64_t bias;  // address in memory minus link-time address
};

// The module whose code or data is at `address`, or null. Opened when it is
// first asked for and kept.
const Module* ModuleAt(std::uintptr_t address);

// Reads all debug information of the executable, which takes a second where
// there is a lot, and keeps it. Naming a variable needs most of it; forked
// children, which are what names variables, have it from then on.
void LoadDebugInformation();

// Where the calling thread has the module's thread_local variables; 0 if
// nowhere.
std::uintptr_t ThreadLocalsOf(const Module& module);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_MODULE_H_
