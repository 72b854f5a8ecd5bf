// Memory in granules of 8 bytes, which is how detectors look at it.

#ifndef RACEKIT_DETECTORS_GRANULE_H_
#define RACEKIT_DETECTORS_GRANULE_H_

#include <cstddef>
#include <cstdint>

namespace racekit::detectors {

inline constexpr std::uintptr_t kGranuleSize = 8;

// Bits of the bytes of the granule at `granule` that lie in [begin, end), which
// it overlaps.
inline std::uint8_t BytesWithin(std::uintptr_t granule, std::uintptr_t begin,
                                std::uintptr_t end) {
  unsigned bytes = 0xff;
  if (begin > granule) bytes <<= begin - granule;
  if (end < granule + kGranuleSize) bytes &= 0xffu >> (granule + 8 - end);
  return static_cast<std::uint8_t>(bytes);
}

// Calls f(granule's address, bytes) for each granule that overlaps
// [address, address + size).
template <typename Function>
void ForEachGranule(std::uintptr_t address, std::size_t size,
                    const Function& f) {
  const std::uintptr_t end = address + size;
  for (std::uintptr_t at = address & ~(kGranuleSize - 1); at < end;
       at += kGranuleSize) {
    f(at, BytesWithin(at, address, end));
  }
}

}  // namespace racekit::detectors

#endif  // RACEKIT_DETECTORS_GRANULE_H_
