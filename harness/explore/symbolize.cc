// By addr2line (binutils, which every compiler needs anyhow) or llvm-symbolizer
// of the same interface: one child process for each new set of addresses, the
// answers kept. Names come without it, too, by dladdr(), but not lines.

#include "harness/explore/symbolize.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"
#include "harness/runtime/world.h"

namespace racekit::internal {
namespace {

struct CodeAddress {
  std::string module;
  std::uint64_t offset = 0;
};

std::map<std::uintptr_t, Stack>& Known() {
  static auto* const known = new std::map<std::uintptr_t, Stack>;
  return *known;
}

std::string ModulePath(const char* name) {
  char path[4096];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  // The executable is the one module without an absolute path.
  if (name[0] == '/' || size <= 0) return name;
  return std::string(path, static_cast<std::size_t>(size));
}

std::string Demangled(const char* name) {
  int status = 0;
  char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string result = status == 0 ? demangled : name;
  free(demangled);
  return result;
}

// A return address is one past its call.
constexpr std::uintptr_t kInsideCall = 1;

// What the dynamic linker knows: module, offset, an exported function's name.
Frame ByLinker(std::uintptr_t pc) {
  Frame frame;
  frame.pc = pc;
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(pc), &info) != 0) {
    frame.module = ModulePath(info.dli_fname);
    frame.offset = pc - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    if (info.dli_sname != nullptr) frame.function = Demangled(info.dli_sname);
  }
  return frame;
}

// addr2line's answer for one address: "function\nfile:line\n" per inlined call.
Stack ParseFrames(const Frame& base, const std::vector<std::string>& lines) {
  Stack stack;
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
    Frame frame = base;
    if (lines[i] != "??") frame.function = lines[i];
    std::string place = lines[i + 1].substr(0, lines[i + 1].find(" ("));
    const std::size_t colon = place.rfind(':');
    if (colon != std::string::npos && place[0] != '?') {
      frame.file = place.substr(0, colon);
      if (!absl::SimpleAtoi(place.substr(colon + 1), &frame.line)) {
        frame.line = 0;
      }
    }
    stack.push_back(std::move(frame));
  }
  return stack;
}

// Asks for all of `frames`, which are of one module.
void Ask(const std::string& module, const std::vector<Frame>& frames) {
  Command command;
  command.program = "addr2line";
  command.args = {"-e", module, "-a", "-f", "-i", "-C"};
  for (const Frame& frame : frames) {
    command.args.push_back(
        absl::StrCat("0x", absl::Hex(frame.offset - kInsideCall)));
    Known()[frame.pc] = {frame};
  }
  CommunicateOptions options;
  options.timeout = absl::Seconds(60);
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return;
  const absl::StatusOr<Outcome> outcome = child->Communicate("", options);
  if (!outcome.ok()) return;
  // "0x<address>" begins each answer.
  std::size_t next = 0;
  std::vector<std::string> lines;
  const auto flush = [&] {
    if (next > 0 && lines.size() >= 2) {
      const Frame& frame = frames[next - 1];
      Known()[frame.pc] = ParseFrames(frame, lines);
    }
    lines.clear();
  };
  for (absl::string_view line : absl::StrSplit(outcome->output, '\n')) {
    if (absl::StartsWith(line, "0x") && next < frames.size()) {
      flush();
      ++next;
    } else if (!line.empty()) {
      lines.emplace_back(line);
    }
  }
  flush();
}

bool IsForeign(const Frame& frame) {
  for (const char* part : {"/include/c++/", "/bits/", "gtest", "googletest",
                           "gmock", "harness/explore/", "harness/runtime/",
                           "harness/race_test", "absl/", "com_google_absl"}) {
    if (absl::StrContains(frame.file, part)) return true;
  }
  return frame.file.empty() && (absl::StartsWith(frame.function, "std::") ||
                                absl::StartsWith(frame.function, "testing::") ||
                                frame.function.empty());
}

}  // namespace

Stack StackOf(runtime::CallNode node, std::uintptr_t pc) {
  std::vector<std::uintptr_t> pcs;
  if (pc != 0) pcs.push_back(pc);
  for (const runtime::CallTree& calls = runtime::world.calls(); node != 0;
       node = calls.parent(node)) {
    pcs.push_back(calls.pc(node));
  }
  std::map<std::string, std::vector<Frame>> unknown;
  for (std::uintptr_t address : pcs) {
    if (Known().count(address) != 0) continue;
    Frame frame = ByLinker(address);
    unknown[frame.module].push_back(std::move(frame));
  }
  for (const auto& [module, frames] : unknown) Ask(module, frames);
  Stack stack;
  for (std::uintptr_t address : pcs) {
    const Stack& frames = Known()[address];
    stack.insert(stack.end(), frames.begin(), frames.end());
  }
  return stack;
}

const Frame* UserFrame(const Stack& stack) {
  for (const Frame& frame : stack) {
    if (!IsForeign(frame)) return &frame;
  }
  return stack.empty() ? nullptr : &stack.front();
}

}  // namespace racekit::internal
