// Places in the program's code as numbers that are the same in all of its
// processes, wherever the kernel loads it.

#ifndef RACEKIT_HARNESS_EXPLORE_CODE_PLACES_H_
#define RACEKIT_HARNESS_EXPLORE_CODE_PLACES_H_

#include <cstdint>
#include <optional>

namespace racekit::internal {

// The distance of `pc` from where the executable begins; nullopt outside it, in
// a shared library.
std::optional<std::uint64_t> PlaceOf(std::uintptr_t pc);
std::uintptr_t AddressOfPlace(std::uint64_t place);

// The address in the executable with these low 32 bits; 0 if there is none.
std::uintptr_t CodeAddress(std::uint32_t low);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_EXPLORE_CODE_PLACES_H_
