#include "harness/report/terminal_color.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace racekit {
namespace {

class TerminalColor : public testing::Test {
 protected:
  TerminalColor() {
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    master_ = posix_openpt(O_RDWR | O_NOCTTY);
    if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) return;
    const char* const name = ptsname(master_);
    if (name != nullptr) terminal_ = open(name, O_RDWR | O_NOCTTY);
  }
  ~TerminalColor() override {
    close(terminal_);
    close(master_);
  }
  void SetUp() override {
    if (terminal_ < 0) GTEST_SKIP() << "no pseudo-terminals here";
  }

  int master_ = -1;
  int terminal_ = -1;
};

TEST_F(TerminalColor, OnATerminal) { EXPECT_TRUE(WantsColor(terminal_)); }

TEST_F(TerminalColor, NotOnOneThatKnowsNone) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(WantsColor(terminal_));
  unsetenv("TERM");
  EXPECT_FALSE(WantsColor(terminal_));
}

TEST_F(TerminalColor, NotForWhoWantsNone) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(WantsColor(terminal_));
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(WantsColor(terminal_));
}

TEST_F(TerminalColor, NotInPipesAndFiles) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_FALSE(WantsColor(ends[1]));
  close(ends[0]);
  close(ends[1]);
  const int file = open("/dev/null", O_WRONLY);
  EXPECT_FALSE(WantsColor(file));
  close(file);
}

}  // namespace
}  // namespace racekit
