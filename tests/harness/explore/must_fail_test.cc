// What a race test that goes down looks like from outside: a finding, the next
// test runs, and nothing is left behind.

#include <signal.h>

#include <cstring>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/child_run.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "tests/harness/explore/must_fail_explore";

ChildRun RunMustFail(std::vector<std::string> args) {
  args.push_back("--racekit_run_timeout=500ms");
  // Some tests of it wait for seconds, and all have stacks to symbolise.
  return RunChild(RunfileCommand(kBinary, args), absl::Minutes(4));
}

// A test of must_fail.cc, and what its finding must say.
struct Death {
  const char* test;
  const char* words;
};

constexpr Death kDeaths[] = {
    {"AssertionOnAThread", "must_fail.cc:34: Expected equality"},
    {"FatalAssertionOnAThread", "must_fail.cc:39: Expected equality"},
    {"NullPointer", "SIGSEGV (Segmentation fault), null pointer, on T1"},
    {"NullPointerInLibc", "SIGSEGV (Segmentation fault), null pointer, on T1"},
    {"IllegalInstruction", "SIGILL (Illegal instruction), on T1"},
    {"DivisionByZero", "SIGFPE"},
    {"MappedFileThatIsTooShort", "SIGBUS"},
    {"Breakpoint", "SIGTRAP"},
    {"StackOverflow", "stack overflow, on T2, at must_fail.cc:"},
    {"Abort", "abort(), on T1, at must_fail.cc:84"},
    {"CAssert", "assertion failed: Opaque(2) + 2 == 5"},
    {"ExceptionOnTheBodysThread",
     "uncaught exception std::runtime_error: no money, on main"},
    {"ExceptionOnAThread",
     "uncaught exception std::runtime_error: no money, on T1"},
    {"ExceptionOutOfNoexcept", "uncaught exception int, on T1"},
    {"ThreadNotJoined", "std::terminate() without an exception"},
    {"PureVirtualCall", "call of a pure virtual function, on T1"},
    {"Exit", "exit(3) in the body, on T1"},
    {"QuickExit", "quick_exit(0) in the body, on T1"},
    {"UnderscoreExit", "_exit(4) in the body, on T1"},
    {"Kill", "SIGKILL"},
    {"SpinOnAnAtomic", "LIVELOCK"},
    {"SpinOnAPlainVariable", "LIVELOCK"},
    {"SpinOnNothing", "no scheduling point for 500ms"},
    {"WaitForEver", "DEADLOCK"},
    {"DataRaceOnAGlobal", "DATA-RACE"},
};

class MustFailTest : public testing::TestWithParam<const char*> {};

TEST_P(MustFailTest, EveryDeathIsAFindingAndTheNextTestRuns) {
  const ChildRun run = RunMustFail({GetParam(), "--racekit_executions=2"});
  EXPECT_EQ(run.status.code, 1);
  for (const Death& death : kDeaths) {
    EXPECT_THAT(run.output,
                HasSubstr(std::string("[  FAILED  ] MustFail.") + death.test));
    EXPECT_THAT(run.output, HasSubstr(death.words)) << death.test;
  }
  EXPECT_THAT(
      run.output,
      HasSubstr("[       OK ] MustFail.ThatOthersFailedDoesNotMatterHere"));
  EXPECT_THAT(run.output,
              HasSubstr("[       OK ] MustFail.PlainTestOnlyFailsByItself"));
}

INSTANTIATE_TEST_SUITE_P(Ways, MustFailTest,
                         testing::Values("--racekit_threads=fibers",
                                         "--racekit_threads=os",
                                         "--racekit_isolation=fork"));

// The text after `label` up to the end of the word.
std::string WordAfter(const std::string& text, const std::string& label) {
  const std::size_t begin = text.find(label);
  if (begin == std::string::npos) return "";
  const std::size_t end = text.find_first_of(" \n'\"", begin + label.size());
  return text.substr(begin, end - begin);
}

// All but failed assertions, which are no deaths.
class MustFailReplayTest : public ::testing::TestWithParam<Death> {};

std::vector<Death> Deaths() {
  std::vector<Death> deaths;
  for (const Death& death : kDeaths) {
    if (std::strstr(death.test, "Assertion") == nullptr) {
      deaths.push_back(death);
    }
  }
  return deaths;
}

INSTANTIATE_TEST_SUITE_P(Deaths, MustFailReplayTest,
                         ::testing::ValuesIn(Deaths()), [](const auto& info) {
                           return std::string(info.param.test);
                         });

TEST_P(MustFailReplayTest, TheScheduleOfADeathBringsItAboutAgain) {
  const std::string filter =
      std::string("--gtest_filter=MustFail.") + GetParam().test;
  const ChildRun first = RunMustFail({filter, "--racekit_executions=1"});
  const std::string schedule = WordAfter(first.output, "rk1:");
  ASSERT_NE(schedule, "") << first.ToString();
  const ChildRun again = RunMustFail({filter, "--racekit_replay=" + schedule});
  EXPECT_EQ(again.status.code, 1);
  EXPECT_THAT(again.output, HasSubstr(GetParam().words));
  EXPECT_THAT(again.output, Not(HasSubstr("DIVERGENCE")));
}

// As under a debugger: a crash inside libc is the process' own.
TEST(MustFailSupervisorTest, WithoutSupervisorADeathIsTheProcess) {
  const ChildRun run =
      RunMustFail({"--gtest_filter=*.Kill", "--racekit_supervisor=0"});
  EXPECT_EQ(run.status.signal, SIGKILL) << run.ToString();
}

}  // namespace
}  // namespace racekit
