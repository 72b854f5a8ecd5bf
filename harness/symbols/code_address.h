// Where an address of this process is: in which module, and what the symbol
// tables say about it.

#ifndef RACEKIT_HARNESS_SYMBOLS_CODE_ADDRESS_H_
#define RACEKIT_HARNESS_SYMBOLS_CODE_ADDRESS_H_

#include <cstdint>
#include <string>

namespace racekit::internal {

struct CodeAddress {
  std::string module;  // path of the executable or shared library; or empty
  std::uint64_t link_time_address = 0;  // what debug information calls it
  std::uint64_t offset = 0;             // from the module's start in memory
  std::string function;                 // empty if no symbol covers it
};

CodeAddress Locate(std::uintptr_t address);

// The path of this program's executable.
std::string ExecutablePath();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_CODE_ADDRESS_H_
