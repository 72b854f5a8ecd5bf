#include "harness/tsan/symbolize.h"

#include <cstring>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "harness/tsan/runtime_interface.h"

namespace racekit::internal {
namespace {

constexpr int kTextSize = 1 << 14;

// Bytes that no name contains; the symboliser knows no other way to tell
// fields apart.
constexpr char kFormat[] = "%f\x1f%s\x1f%l\x1f%m\x1f%o";

std::string KnownOrEmpty(std::string_view field) {
  return field == "<null>" || field == "??" ? "" : std::string(field);
}

Frame ParseFrame(std::uintptr_t pc, const char* text) {
  const std::vector<std::string> fields = absl::StrSplit(text, '\x1f');
  Frame frame;
  frame.pc = pc;
  if (fields.size() != 5) return frame;
  frame.function = KnownOrEmpty(fields[0]);
  frame.file = KnownOrEmpty(fields[1]);
  if (!absl::SimpleAtoi(fields[2], &frame.line)) frame.line = 0;
  frame.module = KnownOrEmpty(fields[3]);
  if (!absl::SimpleHexAtoi(fields[4], &frame.offset)) frame.offset = 0;
  return frame;
}

}  // namespace

Stack Symbolize(const RawStack& stack) {
  Stack frames;
  std::vector<char> text(kTextSize);
  for (const std::uintptr_t pc : stack.pcs) {
    if (pc == 0) break;
    text.assign(kTextSize, '\0');
    __sanitizer_symbolize_pc(reinterpret_cast<void*>(pc), kFormat, text.data(),
                             text.size() - 1);
    // One text for each inlined frame, an empty one behind the last.
    const char* const end = text.data() + text.size();
    for (const char* frame = text.data(); frame < end && *frame != '\0';
         frame += std::strlen(frame) + 1) {
      frames.push_back(ParseFrame(pc, frame));
    }
  }
  return frames;
}

std::string GlobalName(std::uintptr_t address) {
  std::vector<char> text(kTextSize, '\0');
  __sanitizer_symbolize_global(reinterpret_cast<void*>(address), "%g",
                               text.data(), text.size() - 1);
  return KnownOrEmpty(text.data());
}

}  // namespace racekit::internal
