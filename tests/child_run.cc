#include "tests/child_run.h"

#include <unistd.h>

#include <cstdlib>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/communicate.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

void ReplaceFolder(std::string& text, const char* variable,
                   std::string_view name) {
  const char* folder = std::getenv(variable);
  if (folder == nullptr || *folder == '\0') return;
  absl::StrReplaceAll({{folder, name}}, &text);
}

bool IsTheTestsOwn(std::string_view variable) {
  static const auto* const kept = new std::set<std::string_view>{
      "TEST_SRCDIR", "TEST_WORKSPACE", "TEST_TMPDIR"};
  for (std::string_view prefix : {"TEST_", "GTEST_", "XML_", "RACEKIT_"}) {
    if (absl::StartsWith(variable, prefix)) return kept->count(variable) == 0;
  }
  return false;
}

}  // namespace

std::string ChildRun::ToString() const {
  return absl::StrCat(status.ToString(), "\n---- output ----\n", output,
                      "---- error ----\n", error);
}

Command RunfileCommand(std::string_view path, std::vector<std::string> args) {
  Command command;
  command.program = Runfile(path);
  command.args = std::move(args);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::string_view name = variable.substr(0, variable.find('='));
    if (IsTheTestsOwn(name)) command.env[std::string(name)] = std::nullopt;
  }
  command.env["RACEKIT_OUT"] = testing::TempDir() + "racekit-report";
  return command;
}

ChildRun RunChild(const Command& command, absl::Duration timeout) {
  auto child = ChildProcess::Start(command);
  if (!child.ok()) {
    ADD_FAILURE() << child.status();
    return {};
  }
  CommunicateOptions options;
  options.timeout = timeout;
  options.output_limit = 64 << 20;
  auto outcome = child->Communicate("", options);
  if (!outcome.ok()) {
    ADD_FAILURE() << outcome.status();
    return {};
  }
  ChildRun run = {outcome->status, std::move(outcome->output),
                  std::move(outcome->error)};
  if (outcome->reason != EndReason::kEnded) {
    ADD_FAILURE() << command.program
                  << (outcome->reason == EndReason::kTimedOut
                          ? " did not end within "
                          : " wrote too much within ")
                  << timeout << ":\n"
                  << run.ToString().substr(0, 10000);
  }
  return run;
}

std::string Normalize(std::string text,
                      const std::vector<Replacement>& replacements) {
  static const auto* const usual = new std::vector<Replacement>{
      {R"( \(BuildId: [0-9a-f]+\))", ""},
      {R"(==[0-9]+==)", "==PID=="},
      {R"((\b[Pp]id[ =]|\bprocess )[0-9]+)", "$1PID"},
      {R"(\b0x[0-9a-f]{5,16}\b)", "0xADDRESS"},
      {R"(\b[0-9]+(\.[0-9]+)? ?(ns|us|ms|s|seconds)\b)", "TIME"},
      // .../bazel-out/k8-fastbuild-ST-0123abcd/bin/ and sandboxes' prefixes.
      {R"([^\s"'()]*/execroot/[^/\s]+/)", ""},
      {R"(\bbazel-out/[^/\s]+/bin/)", ""},
      {R"(/proc/self/cwd/)", ""},
  };
  // The more specific folder first: it may lie within the other.
  const std::string workspace = Runfile("");  // ends in a slash
  absl::StrReplaceAll({{workspace.substr(0, workspace.size() - 1), "RUNFILES"}},
                      &text);
  ReplaceFolder(text, "TEST_SRCDIR", "RUNFILES");
  ReplaceFolder(text, "TEST_TMPDIR", "TMP");
  for (const auto* list : {&replacements, usual}) {
    for (const auto& [pattern, replacement] : *list) {
      text = std::regex_replace(text, std::regex(pattern), replacement);
    }
  }
  return text;
}

}  // namespace racekit
