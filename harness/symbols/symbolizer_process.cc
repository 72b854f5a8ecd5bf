#include "harness/symbols/symbolizer_process.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"
#include "harness/report/function_name.h"

namespace racekit::internal {
namespace {

// Both understand the same options, and answer alike if told to.
struct Symbolizer {
  const char* program;
  const char* style;
};
constexpr Symbolizer kAddr2line = {"addr2line", nullptr};
constexpr Symbolizer kLlvm = {"llvm-symbolizer", "--output-style=GNU"};
// To each compiler that of its own house, first: binutils 2.40 takes headers
// for the main file where clang numbers files as DWARF 5 does.
#ifdef __clang__
constexpr Symbolizer kSymbolizers[] = {kLlvm, kAddr2line};
#else
constexpr Symbolizer kSymbolizers[] = {kAddr2line, kLlvm};
#endif

// Bytes of code in which to look for a line.
constexpr std::uint64_t kFurthest = 64;

// "/proc/self/cwd/bank/account.cc:14 (discriminator 2)" -> file and line.
void SetSite(absl::string_view site, Frame& frame) {
  site = site.substr(0, site.find(" (discriminator"));
  const std::size_t colon = site.rfind(':');
  if (colon == absl::string_view::npos) return;
  absl::string_view file = site.substr(0, colon);
  if (file == "??") return;
  if (!absl::SimpleAtoi(site.substr(colon + 1), &frame.line) ||
      frame.line < 0) {
    frame.line = 0;  // addr2line's "?"
  }
  // Bazel compiles in a folder that is called so.
  absl::ConsumePrefix(&file, "/proc/self/cwd/");
  absl::ConsumePrefix(&file, "./");
  frame.file = std::string(file);
}

std::optional<std::string> Run(Command command) {
  command.error = Stdio::Null();
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return std::nullopt;
  CommunicateOptions options;
  options.timeout = absl::Seconds(60);
  const absl::StatusOr<Outcome> outcome = child->Communicate("", options);
  if (!outcome.ok() || outcome->output.empty()) return std::nullopt;
  return outcome->output;
}

bool HasNoLine(const Frame& frame) { return frame.line == 0; }

// The line is the standard library's, the function is not: of what is inlined
// there, the compiler kept the lines and forgot the calls.
bool IsMisplaced(const Frame& frame) {
  if (!absl::StrContains(frame.file, "/include/")) return false;
  const std::string name = ShortFunctionName(frame.function);
  return !absl::StartsWith(name, "std::") &&
         !absl::StartsWith(name, "__gnu_cxx::");
}

FramesOf AskOnce(const std::string& module,
                 const std::vector<std::uint64_t>& addresses) {
  Command command;
  for (const std::uint64_t address : addresses) {
    command.args.push_back(absl::StrFormat("0x%x", address));
  }
  for (const Symbolizer& symbolizer : kSymbolizers) {
    Command asked = command;
    asked.program = symbolizer.program;
    std::vector<std::string> options = {"-a", "-f", "-i", "-C", "-e", module};
    if (symbolizer.style != nullptr) options.emplace_back(symbolizer.style);
    asked.args.insert(asked.args.begin(), options.begin(), options.end());
    if (const std::optional<std::string> text = Run(std::move(asked))) {
      return ParseAddr2line(*text);
    }
  }
  return {};
}

}  // namespace

FramesOf ParseAddr2line(absl::string_view text) {
  FramesOf frames_of;
  Stack* stack = nullptr;
  absl::string_view function;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    std::uint64_t address = 0;
    if (function.empty() && line.substr(0, 2) == "0x" &&
        absl::SimpleHexAtoi(line, &address)) {
      stack = &frames_of[address];
    } else if (stack == nullptr || line.empty()) {
      continue;
    } else if (function.empty()) {
      function = line;
    } else {
      Frame frame;
      frame.function = std::string(function);
      SetSite(line, frame);
      if (!frame.file.empty()) stack->push_back(std::move(frame));
      function = {};
    }
  }
  return frames_of;
}

void TakeNearestLines(
    absl::FunctionRef<FramesOf(const std::vector<std::uint64_t>&)> ask,
    FramesOf& frames_of) {
  std::map<std::uint64_t, std::string> functions;  // of those without a line
  std::set<std::uint64_t> before;
  for (auto& [address, stack] : frames_of) {
    if (stack.empty()) continue;
    std::string function = stack.back().function;
    stack.erase(std::remove_if(stack.begin(), stack.end(), HasNoLine),
                stack.end());
    if (!stack.empty() && !IsMisplaced(stack.back())) continue;
    functions.emplace(address, std::move(function));
    for (std::uint64_t i = 1; i <= std::min(kFurthest, address); ++i) {
      before.insert(address - i);
    }
  }
  if (functions.empty()) return;
  const FramesOf near = ask({before.begin(), before.end()});
  for (const auto& [address, function] : functions) {
    for (std::uint64_t i = 1; i <= std::min(kFurthest, address); ++i) {
      const auto found = near.find(address - i);
      if (found == near.end() || found->second.empty()) continue;
      // Of what is inlined there, only the call belongs to the function.
      const Frame& outermost = found->second.back();
      if (outermost.function != function) break;
      if (HasNoLine(outermost) || IsMisplaced(outermost)) continue;
      frames_of[address].push_back(outermost);
      break;
    }
  }
}

FramesOf AskSymbolizer(const std::string& module,
                       const std::vector<std::uint64_t>& addresses) {
  const auto ask = [&](const std::vector<std::uint64_t>& some) {
    return AskOnce(module, some);
  };
  FramesOf frames_of = ask(addresses);
  TakeNearestLines(ask, frames_of);
  return frames_of;
}

}  // namespace racekit::internal
