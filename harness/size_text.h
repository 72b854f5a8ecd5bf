// Sizes as options have them: "512", "64K", "8M", "2G".

#ifndef RACEKIT_HARNESS_SIZE_TEXT_H_
#define RACEKIT_HARNESS_SIZE_TEXT_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace racekit {

// In bytes; nullopt for what is none, and for what no int64_t holds.
inline std::optional<std::int64_t> ParseSize(absl::string_view text) {
  const int shift = absl::ConsumeSuffix(&text, "K")   ? 10
                    : absl::ConsumeSuffix(&text, "M") ? 20
                    : absl::ConsumeSuffix(&text, "G") ? 30
                                                      : 0;
  std::int64_t number;
  if (!absl::SimpleAtoi(text, &number) || number < 0 ||
      number > std::numeric_limits<std::int64_t>::max() >> shift) {
    return std::nullopt;
  }
  return number << shift;
}

}  // namespace racekit

#endif  // RACEKIT_HARNESS_SIZE_TEXT_H_
