// Tests of what a binary does as a whole: run as a child process, often one
// that must fail, its status and its words held against a golden file.
//
//   ChildRun run = RunChild(RunfileCommand("tests/.../deadlock_stress"));
//   EXPECT_EQ(run.status.code, 1);
//   EXPECT_TRUE(MatchesGolden(Normalize(run.ToString()),
//   "tests/.../x.golden"));

#ifndef RACEKIT_TESTS_CHILD_RUN_H_
#define RACEKIT_TESTS_CHILD_RUN_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "harness/process/command.h"
#include "harness/process/exit_status.h"

namespace racekit {

struct ChildRun {
  ExitStatus status;
  std::string output;
  std::string error;

  // "exit code 1", then both streams under a line that names each.
  std::string ToString() const;
};

// A command for a binary in the test's `data`, given relative to the root of
// the workspace. It does not inherit what would make a GoogleTest binary behave
// as a part of this test: GTEST_* and Bazel's TEST_* and XML_* variables, but
// for TEST_SRCDIR, TEST_WORKSPACE and TEST_TMPDIR; nor RACEKIT_* variables.
// Reports go to the test's temporary folder.
Command RunfileCommand(std::string_view path,
                       std::vector<std::string> args = {});

// Runs it to its end. The current test fails if it cannot be started, or is
// stopped after `timeout`; what there was until then is returned all the same.
ChildRun RunChild(const Command& command,
                  absl::Duration timeout = absl::Seconds(60));

// A regular expression (ECMAScript) and what to put where it matches.
using Replacement = std::pair<std::string, std::string>;

// `text` without what differs from run to run and from machine to machine:
// addresses become 0xADDRESS, process ids PID, durations TIME, build ids gone,
// the runfiles folder RUNFILES, the temporary folder TMP, Bazel's output
// folders gone, so that paths are relative to the workspace. First, the
// caller's own replacements, in their order.
std::string Normalize(std::string text,
                      const std::vector<Replacement>& replacements = {});

}  // namespace racekit

#endif  // RACEKIT_TESTS_CHILD_RUN_H_
