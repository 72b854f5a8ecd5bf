// The compilers' interface is defined in full, and what is not defined fails at
// link with its name. The archives of the runtime are this program's arguments.

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string>& Archives() {
  static auto* const archives = new std::vector<std::string>;
  return *archives;
}

Command Ask(std::string program, std::vector<std::string> args) {
  Command command;
  command.program = std::move(program);
  command.args = std::move(args);
  return command;
}

bool IsThere(const std::string& program) {
  return RunChild(Ask("sh", {"-c", "command -v " + program})).status.ok();
}

// The names in what `nm` prints that begin with "__tsan_".
std::set<std::string> Hooks(const std::string& table) {
  std::set<std::string> names;
  for (absl::string_view line : absl::StrSplit(table, '\n')) {
    const absl::string_view name = line.substr(line.rfind(' ') + 1);
    if (absl::StartsWith(name, "__tsan_")) names.emplace(name);
  }
  return names;
}

std::set<std::string> OurHooks() {
  std::vector<std::string> args = {"--defined-only"};
  args.insert(args.end(), Archives().begin(), Archives().end());
  return Hooks(RunChild(Ask("nm", args)).output);
}

// What programs and tools ask ThreadSanitizer's own runtime: about its reports
// and its options, for Java's machines, for its own tests. No compiler emits
// it.
bool IsAboutTheRuntime(absl::string_view name) {
  for (const absl::string_view prefix :
       {"__tsan_get_", "__tsan_java_", "__tsan_testonly_", "__tsan_test_only_",
        "__tsan_default_", "__tsan_symbolize_external", "__tsan_locate_address",
        "__tsan_on_report"}) {
    if (absl::StartsWith(name, prefix)) return true;
  }
  return false;
}

// ThreadSanitizer's runtime as each compiler has it.
struct Compiler {
  const char* name;
  const char* driver;
  const char* runtime;
};

class EveryCompiler : public ::testing::TestWithParam<Compiler> {
 protected:
  // Skips where there is none.
  void SetUp() override {
    if (!IsThere(GetParam().driver)) {
      GTEST_SKIP() << "no " << GetParam().driver << " on this machine";
    }
  }

  // Compiles `source` as the explore variant is, links it with the runtime.
  static ChildRun Link(const std::string& source) {
    const std::string base =
        absl::StrCat(std::getenv("TEST_TMPDIR"), "/", GetParam().name);
    std::ofstream(base + ".cc") << source;
    const ChildRun compiled = RunChild(
        Ask(GetParam().driver, {"-fsanitize=thread", "-O1", "-fPIC", "-c",
                                base + ".cc", "-o", base + ".o"}));
    EXPECT_TRUE(compiled.status.ok()) << compiled.ToString();
    std::vector<std::string> args = {base + ".o", "-Wl,--whole-archive"};
    args.insert(args.end(), Archives().begin(), Archives().end());
    for (const char* arg :
         {"-Wl,--no-whole-archive", "-pthread", "-ldl", "-o"}) {
      args.emplace_back(arg);
    }
    args.push_back(base + ".out");
    return RunChild(Ask(GetParam().driver, args));
  }
};

INSTANTIATE_TEST_SUITE_P(
    All, EveryCompiler,
    ::testing::Values(Compiler{"gcc", "g++", "libtsan.so"},
                      Compiler{"clang", "clang++",
                               "libclang_rt.tsan-x86_64.so"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_P(EveryCompiler, FindsAllThatItMayCall) {
  const std::string file(absl::StripAsciiWhitespace(
      RunChild(Ask(GetParam().driver,
                   {absl::StrCat("-print-file-name=", GetParam().runtime)}))
          .output));
  if (!absl::StartsWith(file, "/")) {
    GTEST_SKIP() << GetParam().driver << " has no " << GetParam().runtime
                 << " on this machine, which would say what it may call";
  }
  const std::set<std::string> theirs =
      Hooks(RunChild(Ask("nm", {"-D", "--defined-only", file})).output);
  ASSERT_GT(theirs.size(), 100u) << file;
  const std::set<std::string> ours = OurHooks();
  std::vector<std::string> missing;
  for (const std::string& name : theirs) {
    if (ours.count(name) == 0 && !IsAboutTheRuntime(name)) {
      missing.push_back(name);
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

constexpr char kKnown[] =
    "#include <atomic>\n"
    "std::atomic<long> atomic;\n"
    "int plain;\n"
    "int main() { return atomic.fetch_add(1) + plain++; }\n";

TEST_P(EveryCompiler, WhatItKnowsIsLinked) {
  const ChildRun run = Link(kKnown);
  EXPECT_TRUE(run.status.ok()) << run.ToString();
}

// As a later compiler's might be.
TEST_P(EveryCompiler, AnUnknownHookFailsAtLinkWithItsName) {
  const ChildRun run = Link(
      absl::StrCat("extern \"C\" void __tsan_something_unknown(void*);\n"
                   "int touched;\n"
                   "void Touch() { __tsan_something_unknown(&touched); }\n",
                   kKnown));
  EXPECT_FALSE(run.status.ok());
  EXPECT_THAT(run.error, HasSubstr("__tsan_something_unknown"));
  EXPECT_THAT(run.error, HasSubstr("undefined reference"));
}

}  // namespace
}  // namespace racekit

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  racekit::Archives().assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
