#include "harness/stress/symbolize.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <unistd.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/debugging/symbolize.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"

namespace racekit::internal {
namespace {

// An address of an instruction, and its innermost frame as the dynamic linker
// and the symbol table know it.
struct Place {
  std::uintptr_t pc = 0;
  std::uintptr_t link_time_address = 0;  // what debug information calls `pc`
  bool in_executable = false;
  Frame frame;
};

Place Locate(std::uintptr_t pc) {
  Place place;
  place.pc = place.frame.pc = pc;
  char name[1024];
  if (absl::Symbolize(reinterpret_cast<void*>(pc), name, sizeof(name))) {
    place.frame.function = name;
  }
  Dl_info info;
  link_map* map = nullptr;
  if (dladdr1(reinterpret_cast<void*>(pc), &info,
              reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0) {
    place.frame.module = info.dli_fname;
    place.frame.offset = pc - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    place.link_time_address = pc - map->l_addr;
    place.in_executable = map->l_name[0] == '\0';
  }
  return place;
}

// "/proc/self/cwd/bank/account.cc:14 (discriminator 2)" -> file and line.
void SetSite(absl::string_view site, Frame& frame) {
  site = site.substr(0, site.find(" (discriminator"));
  const std::size_t colon = site.rfind(':');
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(site.substr(colon + 1), &frame.line)) {
    return;
  }
  absl::string_view file = site.substr(0, colon);
  // Bazel compiles in a folder that is called so.
  absl::ConsumePrefix(&file, "/proc/self/cwd/");
  absl::ConsumePrefix(&file, "./");
  frame.file = std::string(file);
}

// What `addr2line -a -f -i` says: for each address a line "0x..", then two
// lines a frame. An address without debug information gets no frames.
std::map<std::uintptr_t, Stack> ParseAddr2line(absl::string_view text) {
  std::map<std::uintptr_t, Stack> stacks;
  Stack* stack = nullptr;
  absl::string_view function;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    std::uintptr_t address = 0;
    if (function.empty() && line.substr(0, 2) == "0x" &&
        absl::SimpleHexAtoi(line, &address)) {
      stack = &stacks[address];
    } else if (stack == nullptr || line.empty()) {
      continue;
    } else if (function.empty()) {
      function = line;
    } else {
      Frame frame;
      frame.function = std::string(function);
      SetSite(line, frame);
      if (frame.line > 0) stack->push_back(std::move(frame));
      function = {};
    }
  }
  return stacks;
}

std::map<std::uintptr_t, Stack> RunAddr2line(const std::vector<Place>& places) {
  char executable[PATH_MAX];
  const ssize_t size =
      readlink("/proc/self/exe", executable, sizeof(executable));
  if (size <= 0) return {};
  Command command;
  command.program = "addr2line";
  command.args = {
      "-a", "-f", "-i",
      "-C", "-e", std::string(executable, static_cast<std::size_t>(size))};
  for (const Place& place : places) {
    if (!place.in_executable) continue;
    command.args.push_back(absl::StrFormat("0x%x", place.link_time_address));
  }
  command.error = Stdio::Null();
  absl::StatusOr<ChildProcess> child = ChildProcess::Start(command);
  if (!child.ok()) return {};
  CommunicateOptions options;
  options.timeout = absl::Seconds(20);
  const absl::StatusOr<Outcome> outcome = child->Communicate("", options);
  if (!outcome.ok()) return {};
  return ParseAddr2line(outcome->output);
}

}  // namespace

Stack SymbolizeStack(const std::uintptr_t* pcs, int size) {
  static auto& known = *new std::map<std::uintptr_t, Stack>;
  std::vector<Place> places;
  std::vector<Place> unknown;
  for (int i = 0; i < size; ++i) {
    // A return address may belong to the next function already.
    places.push_back(Locate(i == 0 ? pcs[i] : pcs[i] - 1));
    if (known.count(places.back().pc) == 0) unknown.push_back(places.back());
  }
  if (!unknown.empty()) {
    const std::map<std::uintptr_t, Stack> stacks = RunAddr2line(unknown);
    for (const Place& place : unknown) {
      Stack& stack = known[place.pc];
      const auto it = stacks.find(place.link_time_address);
      if (place.in_executable && it != stacks.end()) stack = it->second;
      if (stack.empty()) stack.push_back(place.frame);
      for (Frame& frame : stack) {
        frame.pc = place.pc;
        frame.module = place.frame.module;
        frame.offset = place.frame.offset;
      }
    }
  }
  Stack stack;
  for (const Place& place : places) {
    const Stack& frames = known[place.pc];
    stack.insert(stack.end(), frames.begin(), frames.end());
  }
  return stack;
}

}  // namespace racekit::internal
