#include "harness/report/shell_words.h"

#include "gtest/gtest.h"

namespace racekit {
namespace {

TEST(ShellWords, LeavesAloneWhatAShellDoes) {
  EXPECT_EQ(ShellWords({"./prog", "--n=3", "a/b.c", "x:y,z@1%"}),
            "./prog --n=3 a/b.c x:y,z@1%");
}

TEST(ShellWords, QuotesTheRest) {
  EXPECT_EQ(ShellWords({"my prog", "", "$HOME", "a*", "it's"}),
            "'my prog' '' '$HOME' 'a*' 'it'\\''s'");
}

}  // namespace
}  // namespace racekit
