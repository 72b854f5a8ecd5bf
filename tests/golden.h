// Golden files: what a text must be, kept as a file that people can read.
//
//   EXPECT_TRUE(MatchesGolden(text, "tests/harness/report/race.golden"));
//
// The path is relative to the root of the workspace; the file must be in the
// test's `data`. To refresh, then read the diff before committing it:
//
//   bazel run //tests/harness/report:text_test -- --update_goldens
//   bazel test //tests/... --spawn_strategy=local
//       --test_env=RACEKIT_UPDATE_GOLDENS=$PWD

#ifndef RACEKIT_TESTS_GOLDEN_H_
#define RACEKIT_TESTS_GOLDEN_H_

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace racekit {

// Success if `actual` equals the golden file byte for byte; otherwise a failure
// that shows the lines that differ and how to refresh the file. A file that is
// missing is a failure too. Under --update_goldens (or RACEKIT_UPDATE_GOLDENS=1
// or =<workspace>) writes `actual` into the source tree instead and succeeds.
testing::AssertionResult MatchesGolden(std::string_view actual,
                                       std::string_view path);

namespace internal {

// MatchesGolden that never refreshes.
testing::AssertionResult CompareWithGolden(std::string_view actual,
                                           std::string_view path);

// The lines from the first that differs to the last, "-" those of `expected`,
// "+" those of `actual`, with a line of context either side. Empty if equal.
std::string DiffLines(std::string_view expected, std::string_view actual);

}  // namespace internal
}  // namespace racekit

#endif  // RACEKIT_TESTS_GOLDEN_H_
