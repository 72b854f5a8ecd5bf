#include "tests/child_run.h"

#include <signal.h>

#include <cstdlib>
#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "tests/golden.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Command Shell(std::string script) {
  Command command;
  command.program = "/bin/sh";
  command.args = {"-c", std::move(script)};
  return command;
}

TEST(RunChild, CollectsStatusOutputAndError) {
  const ChildRun run = RunChild(Shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(run.ToString(),
            "exit code 3\n---- output ----\nout\n---- error ----\nerr\n");
}

TEST(RunChild, TellsASignal) {
  EXPECT_EQ(RunChild(Shell("kill -ABRT $$")).status.signal, SIGABRT);
}

TEST(RunChild, FailsTheTestWhoseChildDoesNotEnd) {
  EXPECT_NONFATAL_FAILURE(
      RunChild(Shell("echo so far; exec sleep 1000"), absl::Milliseconds(200)),
      "did not end within 200ms");
}

TEST(RunChild, FailsTheTestWhoseChildCannotBeStarted) {
  EXPECT_NONFATAL_FAILURE(RunChild(RunfileCommand("tests/absent")),
                          "tests/absent");
}

TEST(RunfileCommand, HidesTheTestFromItsChild) {
  setenv("RACEKIT_SEED", "7", 1);
  setenv("GTEST_FILTER", "*", 1);
  Command command = RunfileCommand("ignored");
  command.program = "env";
  const std::string output = RunChild(command).output;
  unsetenv("RACEKIT_SEED");
  unsetenv("GTEST_FILTER");
  EXPECT_THAT(output, Not(HasSubstr("RACEKIT_SEED")));
  EXPECT_THAT(output, Not(HasSubstr("GTEST_FILTER")));
  EXPECT_THAT(output, HasSubstr("PATH="));
}

TEST(Normalize, RemovesWhatDiffersFromRunToRun) {
  EXPECT_EQ(Normalize("==4711== at 0x55d0c0ffee01 (pid=4711) after 12 ms, "
                      "1.5s or 300us"),
            "==PID== at 0xADDRESS (pid=PID) after TIME, TIME or TIME");
  EXPECT_EQ(Normalize("lib.so+0x1 (BuildId: 0123abcd)"), "lib.so+0x1");
}

TEST(Normalize, RemovesWhatDiffersFromMachineToMachine) {
  EXPECT_EQ(Normalize("in /root/.cache/x/sandbox/9/execroot/racekit/bazel-out/"
                      "k8-opt/bin/tests/x.cc:3"),
            "in tests/x.cc:3");
  EXPECT_EQ(Normalize(Runfile("tests/a.txt")), "RUNFILES/tests/a.txt");
}

TEST(Normalize, LeavesTheRestAlone) {
  const std::string text = "5 threads, 100 runs, 0x10, tests/x.cc:31\n";
  EXPECT_EQ(Normalize(text), text);
}

TEST(Normalize, PutsTheCallersReplacementsFirst) {
  EXPECT_EQ(Normalize("run 37 of 40 took 3 ms", {{"run [0-9]+", "run N"}}),
            "run N of 40 took TIME");
}

}  // namespace
}  // namespace racekit
