// Memory of this process that may not be there.

#ifndef RACEKIT_HARNESS_SYMBOLS_MEMORY_H_
#define RACEKIT_HARNESS_SYMBOLS_MEMORY_H_

#include <cstddef>
#include <cstdint>

namespace racekit::internal {

// Copies memory; false, and nothing else happens, if not all of it is readable.
bool ReadMemory(std::uintptr_t address, void* to, std::size_t size);

inline bool ReadPointer(std::uintptr_t address, std::uintptr_t* value) {
  return ReadMemory(address, value, sizeof(*value));
}

// How many bytes the block of the heap that begins at `address` has room for;
// 0 if none begins there.
std::size_t HeapBlockSize(std::uintptr_t address);

// The same for libc's heap, which is what HeapBlockSize() means unless told
// otherwise.
std::size_t LibcBlockSize(std::uintptr_t address);
void SetHeapBlockSize(std::size_t (*function)(std::uintptr_t));

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_SYMBOLS_MEMORY_H_
