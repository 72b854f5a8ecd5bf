#include "harness/symbols/symbolizer_process.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"

namespace racekit::internal {
namespace {

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
      if (frame.line > 0) stack->push_back(std::move(frame));
      function = {};
    }
  }
  return frames_of;
}

FramesOf AskSymbolizer(const std::string& module,
                       const std::vector<std::uint64_t>& addresses) {
  Command command;
  for (const std::uint64_t address : addresses) {
    command.args.push_back(absl::StrFormat("0x%x", address));
  }
  std::vector<std::string> options = {"-a", "-f", "-i", "-C", "-e", module};
  // Both understand these; llvm-symbolizer answers alike if told to.
  for (const char* program : {"addr2line", "llvm-symbolizer"}) {
    Command asked = command;
    asked.program = program;
    asked.args.insert(asked.args.begin(), options.begin(), options.end());
    if (const std::optional<std::string> text = Run(std::move(asked))) {
      return ParseAddr2line(*text);
    }
    options.push_back("--output-style=GNU");
  }
  return {};
}

}  // namespace racekit::internal
