// Waiting, signals, and what remains of a child: nothing.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "harness/process/exit_status.h"
#include "tests/harness/process/process_test_util.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

TEST(Wait, TellsTheExitCode) {
  const auto status = StartPuppet({"exit", "42"}).Wait();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->code, 42);
  EXPECT_EQ(status->signal, 0);
  EXPECT_FALSE(status->ok());
  EXPECT_EQ(status->ToString(), "exit code 42");
}

TEST(Wait, TellsTheSignal) {
  const auto status = StartPuppet({"raise", std::to_string(SIGUSR1)}).Wait();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->signal, SIGUSR1);
  EXPECT_FALSE(status->ok());
  EXPECT_EQ(status->ToString(), "killed by SIGUSR1");
}

TEST(Wait, GivesUpAfterTheTimeoutAndLeavesTheChildRunning) {
  ChildProcess child = StartPuppet({"sleep"});
  const auto status = child.Wait(absl::Milliseconds(1));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status.status())) << status.status();
  EXPECT_THAT(std::string(status.status().message()),
              HasSubstr("puppet' (process " + std::to_string(child.pid())));
  EXPECT_EQ(*child.Poll(), std::nullopt);
}

TEST(Wait, AnswersTheSameEveryTime) {
  ChildProcess child = StartPuppet({"exit", "3"});
  EXPECT_EQ(child.Wait()->code, 3);
  EXPECT_EQ(child.Wait(absl::ZeroDuration())->code, 3);
  EXPECT_EQ((*child.Poll())->code, 3);
  EXPECT_TRUE(child.Kill().ok());  // too late, and harmless
}

TEST(Wait, SaysSoIfSomebodyElseReapedTheChild) {
  ChildProcess child = StartPuppet({"exit", "0"});
  ASSERT_EQ(waitpid(child.pid(), nullptr, 0), child.pid());
  const auto status = child.Wait();
  EXPECT_EQ(status.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.status().message()),
              HasSubstr("reaped by someone else"));
}

TEST(Signal, ReachesTheChild) {
  ChildProcess child = StartPuppet({"bye-on-term"});
  EXPECT_EQ(ReadLine(child), "ready");
  ASSERT_TRUE(child.Signal(SIGTERM).ok());
  EXPECT_EQ(child.Wait()->code, 7);
}

TEST(Signal, NamesABadNumber) {
  ChildProcess child = StartPuppet({"sleep"});
  const absl::Status status = child.Signal(12345);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("signal 12345"));
}

TEST(Stop, LetsTheChildEndByItself) {
  ChildProcess child = StartPuppet({"bye-on-term"});
  EXPECT_EQ(ReadLine(child), "ready");
  const auto status = child.Stop(absl::InfiniteDuration());
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->code, 7);
}

TEST(Stop, KillsAChildThatIgnoresSigterm) {
  ChildProcess child = StartPuppet({"ignore-term"});
  EXPECT_EQ(ReadLine(child), "ready");
  const auto status = child.Stop(absl::Milliseconds(10));
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->signal, SIGKILL);
}

TEST(Stop, EndsAChildThatIsStopped) {
  ChildProcess child = StartPuppet({"stop"});
  EXPECT_EQ(ReadLine(child), "ready");
  EXPECT_EQ(child.Stop(absl::InfiniteDuration())->signal, SIGTERM);
}

TEST(Stop, EndsTheChildsOwnChildrenToo) {
  Lifeline lifeline;
  Command command = Puppet({"fork-and-sleep"});
  command.error = lifeline.stdio();
  ChildProcess child = MustStart(command);
  lifeline.Release();
  EXPECT_EQ(ReadLine(child), "ready");
  EXPECT_EQ(child.Stop(absl::InfiniteDuration())->signal, SIGTERM);
  lifeline.AwaitEnd();  // hangs if the grandchild lives
}

TEST(End, OfAChildIsTheEndOfWhatItLeftBehind) {
  Lifeline lifeline;
  Command command = Puppet({"leave-sleeper"});
  command.error = lifeline.stdio();
  ChildProcess child = MustStart(command);
  lifeline.Release();
  EXPECT_TRUE(child.Wait()->ok());
  lifeline.AwaitEnd();
}

TEST(Destructor, KillsAndReaps) {
  Lifeline lifeline;
  {
    Command command = Puppet({"fork-and-sleep"});
    command.error = lifeline.stdio();
    ChildProcess child = MustStart(command);
    EXPECT_EQ(ReadLine(child), "ready");
    lifeline.Release();
  }
  EXPECT_FALSE(HasChildren());
  lifeline.AwaitEnd();
}

TEST(Destructor, OfAnOverwrittenObjectKillsAndReapsToo) {
  ChildProcess child = StartPuppet({"sleep"});
  child = StartPuppet({"exit", "5"});
  EXPECT_EQ(child.Wait()->code, 5);
  EXPECT_FALSE(HasChildren());
}

TEST(Zombies, ThereAreNone) {
  for (int i = 0; i < 20; ++i) {
    ChildProcess child = StartPuppet({"exit", "0"});
    if (i % 2 == 0) {
      EXPECT_TRUE(child.Wait().ok());
    }
  }
  EXPECT_FALSE(HasChildren());
}

TEST(Guardian, EndsTheChildrenOfAParentThatIsKilled) {
  Lifeline lifeline;
  Command command = Puppet({"parent"});
  command.error = lifeline.stdio();  // which its own child inherits
  ChildProcess parent = MustStart(command);
  lifeline.Release();
  EXPECT_EQ(ReadLine(parent), "ready");
  // The parent's group only: its child is in another.
  ASSERT_TRUE(parent.Kill().ok());
  EXPECT_EQ(parent.Wait()->signal, SIGKILL);
  lifeline.AwaitEnd();
}

// Often, since what could go wrong takes an instant.
TEST(Guardian, EndsAChildWhoseFirstActKillsItsParent) {
  for (int i = 0; i < 30; ++i) {
    Lifeline lifeline;
    Command command = Puppet({"parent-killed-at-once"});
    command.error = lifeline.stdio();
    ChildProcess parent = MustStart(command);
    lifeline.Release();
    EXPECT_EQ(parent.Wait()->signal, SIGKILL);
    lifeline.AwaitEnd();
  }
}

TEST(ExitStatus, NamesWhatItKnowsAndNumbersTheRest) {
  EXPECT_EQ(ExitStatus({0, SIGSEGV, true}).ToString(),
            "killed by SIGSEGV (core dumped)");
  EXPECT_EQ(SignalName(60), "signal 60");
}

}  // namespace
}  // namespace racekit
