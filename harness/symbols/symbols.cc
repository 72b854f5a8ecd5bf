#include "harness/symbols/symbols.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "harness/symbols/code_address.h"
#include "harness/symbols/symbolizer_process.h"

namespace racekit::internal {
namespace {

using KnownFrames = std::map<std::uintptr_t, Stack>;

// Libraries of the system come without debug information.
bool IsSystemLibrary(absl::string_view module) {
  return absl::StartsWith(module, "/lib") ||
         absl::StartsWith(module, "/usr/lib");
}

// What the symbol tables know.
Frame ByTables(std::uintptr_t pc, const CodeAddress& code) {
  Frame frame;
  frame.pc = pc;
  frame.function = code.function;
  frame.module = code.module;
  frame.offset = code.offset;
  return frame;
}

struct Question {
  std::vector<std::uint64_t> addresses;  // link-time
  std::vector<std::uintptr_t> pcs;
};

void Learn(const std::vector<std::uintptr_t>& pcs, KnownFrames& known) {
  std::map<std::string, Question> questions;
  for (const std::uintptr_t pc : pcs) {
    if (known.count(pc) != 0) continue;
    const CodeAddress code = Locate(pc);
    known[pc] = {ByTables(pc, code)};
    if (code.module.empty() || IsSystemLibrary(code.module)) continue;
    Question& question = questions[code.module];
    question.addresses.push_back(code.link_time_address);
    question.pcs.push_back(pc);
  }
  for (const auto& [module, question] : questions) {
    FramesOf answer = AskSymbolizer(module, question.addresses);
    for (std::size_t i = 0; i < question.pcs.size(); ++i) {
      Stack& frames = answer[question.addresses[i]];
      if (frames.empty()) continue;
      Stack& stack = known[question.pcs[i]];
      for (Frame& frame : frames) {
        frame.pc = stack[0].pc;
        frame.module = stack[0].module;
        frame.offset = stack[0].offset;
      }
      stack = std::move(frames);
    }
  }
}

}  // namespace

Stack Symbolize(const std::uintptr_t* pcs, int size, Innermost innermost) {
  static auto& known = *new KnownFrames;
  std::vector<std::uintptr_t> places;
  for (int i = 0; i < size; ++i) {
    if (i > 0 && pcs[i] == pcs[i - 1]) continue;
    // A return address may belong to the next line or function already.
    const bool exact = i == 0 && innermost == Innermost::kInterrupted;
    places.push_back(exact ? pcs[i] : pcs[i] - 1);
  }
  Learn(places, known);
  Stack stack;
  for (const std::uintptr_t place : places) {
    const Stack& frames = known[place];
    stack.insert(stack.end(), frames.begin(), frames.end());
  }
  return stack;
}

}  // namespace racekit::internal
