// race_binary(): a program that Bazel knows already, explorable, and what it
// was otherwise.

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

std::string Path(const std::string& name) {
  return absl::StrCat("tests/harness/race_binary/", name);
}

ChildRun RunProgram(const std::string& name,
                    std::vector<std::string> args = {}) {
  return RunChild(RunfileCommand(Path(name), std::move(args)));
}

bool Mentions(const std::string& name, const std::string& symbol) {
  std::ostringstream contents;
  contents << std::ifstream(Runfile(Path(name)), std::ios::binary).rdbuf();
  return absl::StrContains(contents.str(), symbol);
}

TEST(RaceBinaryTest, BehavesAsTheProgramItIsMadeOf) {
  const ChildRun races = RunProgram("main_races", {"thrown", "7"});
  EXPECT_EQ(races.ToString(), RunProgram("main", {"thrown", "7"}).ToString());
  EXPECT_EQ(races.output, "thrown\n5\nbye\n");
  EXPECT_EQ(races.status.code, 7);
}

TEST(RaceBinaryTest, IsInstrumentedAndTheProgramItselfIsNot) {
  EXPECT_TRUE(Mentions("main_races", "__tsan_func_entry"));
  EXPECT_FALSE(Mentions("main", "__tsan_func_entry"));
}

TEST(RaceBinaryTest, MayBeDeclaredByItself) {
  EXPECT_EQ(RunProgram("threads_races").output, "5 5 5\n");
}

}  // namespace
}  // namespace racekit
