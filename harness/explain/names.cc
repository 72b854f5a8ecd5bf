#include "harness/explain/names.h"

#include <cstdint>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace racekit::explain {

namespace {

// Nothing that a person counts is that large, and no address is smaller.
constexpr std::int64_t kLeastAddress = std::int64_t{1} << 32;

template <typename T>
T As(std::uint64_t value) {
  T result;
  std::memcpy(&result, &value, sizeof(result));
  return result;
}

std::int64_t SignExtended(std::uint64_t value, std::uint32_t size) {
  const int shift = 64 - 8 * static_cast<int>(size);
  return static_cast<std::int64_t>(value << shift) >> shift;
}

bool IsNarrow(const std::string& type) {
  return type == "int" || type == "unsigned int" || type == "char" ||
         type == "short" || type == "bool" || type == "float";
}

bool IsWide(const std::string& type) {
  return absl::StrContains(type, "long") || absl::StrContains(type, "64") ||
         absl::StrContains(type, "ptrdiff");
}

}  // namespace

std::string ThreadName(int thread) {
  return thread == 0 ? "main" : absl::StrCat("T", thread);
}

std::string ValueText(std::uint64_t value, std::uint32_t size,
                      const std::string& type) {
  if (size == 0 || size > 8) return "";
  if (type == "bool") return value == 0 ? "false" : "true";
  if (type == "double" && size == 8) return absl::StrCat(As<double>(value));
  if (type == "float" && size == 4) return absl::StrCat(As<float>(value));
  if (absl::EndsWith(type, "*") || absl::EndsWith(type, "*>")) {
    return value == 0 ? "null" : "a pointer";
  }
  // An access to more than the variable it is named after.
  if (IsNarrow(type) && size > 4) return "";
  if (absl::StrContains(type, "unsigned") || absl::StartsWith(type, "uint") ||
      absl::StartsWith(type, "std::uint") || type == "size_t" ||
      type == "std::size_t") {
    return absl::StrCat(value);
  }
  const std::int64_t number = SignExtended(value, size);
  if (!IsWide(type) && size == 8 &&
      (number >= kLeastAddress || number <= -kLeastAddress)) {
    return "a pointer";
  }
  return absl::StrCat(number);
}

}  // namespace racekit::explain
