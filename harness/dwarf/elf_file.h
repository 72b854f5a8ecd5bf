// An executable or shared library in ELF for 64-bit little-endian machines.

#ifndef RACEKIT_HARNESS_DWARF_ELF_FILE_H_
#define RACEKIT_HARNESS_DWARF_ELF_FILE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "harness/dwarf/bytes.h"

namespace racekit::dwarf {

class ElfFile {
 public:
  // Maps the file; without a readable one all sections are empty.
  explicit ElfFile(const char* path);
  // For tests: a file that is in memory.
  explicit ElfFile(Bytes contents) : contents_(contents) {}
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  // Empty if there is none of this name, or if it is compressed.
  Bytes Section(const char* name) const;

  // The data object that covers the (link-time) address.
  struct Object {
    const char* name = "";  // mangled; "" if there is none
    std::uint64_t address = 0;
    std::uint64_t size = 0;
  };
  Object ObjectAt(std::uint64_t address) const;

  void ForEachFunction(const std::function<void(const Object&)>& f) const;

 private:
  Bytes contents_;
  bool mapped_ = false;
};

}  // namespace racekit::dwarf

#endif  // RACEKIT_HARNESS_DWARF_ELF_FILE_H_
