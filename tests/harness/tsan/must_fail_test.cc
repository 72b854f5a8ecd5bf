// What ThreadSanitizer sees fails the test that was running, as GoogleTest's
// output, XML and exit status all say; correct twins pass.

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "tests/harness/tsan/must_fail_tsan";

ChildRun RunFiltered(const std::string& filter) {
  return RunChild(
      RunfileCommand(kBinary, {absl::StrCat("--gtest_filter=", filter)}));
}

// The line of must_fail.cc that holds `code`.
std::string LineOf(const std::string& code) {
  std::ifstream source("tests/harness/tsan/must_fail.cc");
  std::string text;
  for (int line = 1; std::getline(source, text); ++line) {
    if (text.find(code) != std::string::npos) {
      return absl::StrCat("must_fail.cc:", line);
    }
  }
  ADD_FAILURE() << "no such line: " << code;
  return "";
}

TEST(TsanListener, ADataRaceFailsTheTestAndNamesTheGlobal) {
  const ChildRun run = RunFiltered("Race.Global");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("[  FAILED  ] Race.Global"),
                                HasSubstr("DATA-RACE"),
                                HasSubstr("global variable global_counter"),
                                HasSubstr(LineOf("[] { ++global_counter; }"))));
  // TSan's own text is kept for those who ask.
  EXPECT_THAT(run.error, Not(HasSubstr("WARNING: ThreadSanitizer")));
}

TEST(TsanListener, ARaceOnTheHeapNamesTheAllocation) {
  const ChildRun run = RunFiltered("Race.Heap");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("heap block of 4 bytes"),
                                HasSubstr(LineOf("++*value")),
                                HasSubstr(LineOf("make_unique<int>(0)"))));
}

TEST(TsanListener, ARaceOnTheStackNamesTheThread) {
  const ChildRun run = RunFiltered("Race.Stack");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("on the stack of main"),
                                HasSubstr(LineOf("++on_stack"))));
}

TEST(TsanListener, AUseAfterFreeShowsUseAndFree) {
  const ChildRun run = RunFiltered("Race.UseAfterFree");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("USE-AFTER-FREE"),
                                HasSubstr(LineOf("*value = 2")),
                                HasSubstr(LineOf("delete value"))));
}

TEST(TsanListener, ALockOrderInversionShowsBothOrders) {
  const ChildRun run = RunFiltered("Mutexes.LockOrder");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("LOCK-ORDER"),
                                HasSubstr("takes M1 while holding M0"),
                                HasSubstr("takes M0 while holding M1"),
                                HasSubstr(LineOf("then_second(second)")),
                                HasSubstr(LineOf("then_first(first)"))));
}

TEST(TsanListener, AMutexUnlockedByAStranger) {
  const ChildRun run = RunFiltered("Mutexes.UnlockedByNobody");
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.output, AllOf(HasSubstr("MUTEX-MISUSE"),
                                HasSubstr(LineOf("mutex.unlock()"))));
}

TEST(TsanListener, CorrectTwinsPass) {
  const ChildRun run = RunFiltered("Twins.*");
  EXPECT_EQ(run.status.code, 0) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 4 tests."));
}

TEST(TsanListener, TheXmlSaysSoToo) {
  const std::string xml = ::testing::TempDir() + "/must_fail.xml";
  const ChildRun run = RunChild(
      RunfileCommand(kBinary, {"--gtest_filter=Race.Global:Twins.*",
                               absl::StrCat("--gtest_output=xml:", xml)}));
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  std::stringstream text;
  text << std::ifstream(xml).rdbuf();
  EXPECT_THAT(text.str(), AllOf(HasSubstr("tests=\"5\" failures=\"1\""),
                                HasSubstr("DATA-RACE")));
}

TEST(TsanListener, AReportOutsideAnyTestFailsTheProcess) {
  Command command = RunfileCommand(kBinary, {"--gtest_filter=Twins.*"});
  command.env["MUST_FAIL_IN_DESTRUCTOR"] = "1";
  const ChildRun run = RunChild(command);
  EXPECT_EQ(run.status.code, 66) << run.ToString();
  EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 4 tests."));
  EXPECT_THAT(run.error,
              AllOf(HasSubstr("DATA-RACE"), HasSubstr("late_counter")));
}

TEST(TsanListener, VerboseKeepsTsansOwnWords) {
  Command command = RunfileCommand(kBinary, {"--gtest_filter=Race.Global"});
  command.env["RACEKIT_VERBOSE"] = "1";
  const ChildRun run = RunChild(command);
  EXPECT_EQ(run.status.code, 1) << run.ToString();
  EXPECT_THAT(run.error, HasSubstr("WARNING: ThreadSanitizer: data race"));
}

TEST(TsanListener, ASuppressionFileInTheRunfilesIsRead) {
  const ChildRun run = RunChild(RunfileCommand(
      "tests/harness/tsan/suppressed_tsan", {"--gtest_filter=Race.Global"}));
  EXPECT_EQ(run.status.code, 1) << "the variable that names it is unset";
  Command command = RunfileCommand("tests/harness/tsan/suppressed_tsan",
                                   {"--gtest_filter=Race.Global"});
  command.env["RACEKIT_TSAN_SUPPRESSIONS"] =
      "tests/harness/tsan/suppressions.txt";
  const ChildRun suppressed = RunChild(command);
  EXPECT_EQ(suppressed.status.code, 0) << suppressed.ToString();
}

}  // namespace
}  // namespace racekit
