#include "harness/explore/code_places.h"

#include "harness/runtime/foreign.h"

namespace racekit::internal {
namespace {
std::uintptr_t Begin() {
  return reinterpret_cast<std::uintptr_t>(&__executable_start);
}
}  // namespace

std::optional<std::uint64_t> PlaceOf(std::uintptr_t pc) {
  if (pc < Begin() || pc > reinterpret_cast<std::uintptr_t>(&etext)) {
    return std::nullopt;
  }
  return pc - Begin();
}

std::uintptr_t AddressOfPlace(std::uint64_t place) { return Begin() + place; }

std::uintptr_t CodeAddress(std::uint32_t low) {
  const std::uintptr_t pc =
      Begin() + (low - static_cast<std::uint32_t>(Begin()));
  return PlaceOf(pc) ? pc : 0;
}

}  // namespace racekit::internal
