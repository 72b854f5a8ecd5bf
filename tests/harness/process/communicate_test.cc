// Talking to a child: much data, little time, floods, deaf and silent children.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "tests/harness/process/process_test_util.h"

namespace racekit {
namespace {

constexpr long kHundredMegabytes = 100'000'000;

TEST(Communicate, CarriesAHundredMegabytesBothWays) {
  std::string input(kHundredMegabytes, 'x');
  for (size_t i = 0; i < input.size(); i += 4096)
    input[i] = 'a' + i / 4096 % 26;
  Command command;
  command.program = "cat";
  command.input = Stdio::Pipe();
  const auto outcome = MustStart(command).Communicate(input);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->output == input);  // EXPECT_EQ would print both
  EXPECT_TRUE(outcome->status.ok());
}

TEST(Communicate, CollectsAHundredMegabytesOfOutputThenOfError) {
  const auto outcome =
      StartPuppet({"flood", std::to_string(kHundredMegabytes)}).Communicate();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->output.size(), kHundredMegabytes);
  EXPECT_EQ(outcome->error.size(), kHundredMegabytes);
  EXPECT_EQ(std::count(outcome->error.begin(), outcome->error.end(), 'e'),
            kHundredMegabytes);
  EXPECT_EQ(outcome->reason, EndReason::kEnded);
}

TEST(Communicate, SurvivesAChildThatDoesNotReadItsInput) {
  Command command = Puppet({"exit", "4"});
  command.input = Stdio::Pipe();
  const auto outcome =
      MustStart(command).Communicate(std::string(1 << 20, 'x'));
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status.code, 4);
}

TEST(Communicate, SurvivesAChildThatStopsReading) {
  Command command;
  command.program = "head";
  command.args = {"-c", "3"};
  command.input = Stdio::Pipe();
  const auto outcome =
      MustStart(command).Communicate(std::string(1 << 20, 'x'));
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->output, "xxx");
}

TEST(Communicate, RefusesInputThatHasNowhereToGo) {
  const auto outcome = StartPuppet({"sleep"}).Communicate("lost");
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Communicate, StopsAChildThatNeverEnds) {
  CommunicateOptions options;
  options.timeout = absl::Milliseconds(100);
  const auto outcome = StartPuppet({"sleep"}).Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->reason, EndReason::kTimedOut);
  EXPECT_EQ(outcome->status.signal, SIGTERM);
  EXPECT_FALSE(HasChildren());
}

TEST(Communicate, KillsAChildThatIgnoresBeingStopped) {
  ChildProcess child = StartPuppet({"ignore-term"});
  EXPECT_EQ(ReadLine(child), "ready");
  CommunicateOptions options;
  options.timeout = absl::ZeroDuration();
  options.grace = absl::Milliseconds(10);
  const auto outcome = child.Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->reason, EndReason::kTimedOut);
  EXPECT_EQ(outcome->status.signal, SIGKILL);
}

TEST(Communicate, HearsTheLastWordsOfAChildItStops) {
  ChildProcess child = StartPuppet({"bye-on-term"});
  EXPECT_EQ(ReadLine(child), "ready");
  CommunicateOptions options;
  options.timeout = absl::ZeroDuration();
  options.grace = absl::InfiniteDuration();
  const auto outcome = child.Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->output, "bye\n");
  EXPECT_EQ(outcome->status.code, 7);
}

TEST(Communicate, StopsAFlood) {
  CommunicateOptions options;
  options.output_limit = 1'000'000;
  const auto outcome = StartPuppet({"flood-for-ever"}).Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->reason, EndReason::kFlooded);
  EXPECT_EQ(outcome->output.size(), 1'000'000);
  EXPECT_GT(outcome->dropped, 0);
  EXPECT_EQ(outcome->status.signal, SIGTERM);
  EXPECT_FALSE(HasChildren());
}

TEST(Communicate, OrReadsAFloodToItsEndAndDropsIt) {
  CommunicateOptions options;
  options.output_limit = 10;
  options.stop_on_flood = false;
  const auto outcome =
      StartPuppet({"flood", "1000000"}).Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->reason, EndReason::kEnded);
  EXPECT_EQ(outcome->output, "oooooooooo");
  EXPECT_EQ(outcome->error, "eeeeeeeeee");
  EXPECT_EQ(outcome->dropped, 2 * (1000000 - 10));
  EXPECT_TRUE(outcome->status.ok());
}

TEST(Communicate, EndsWithTheChildThoughADaemonKeepsItsPipeOpen) {
  int leash[2];
  ASSERT_EQ(pipe2(leash, O_CLOEXEC), 0);
  Command command = Puppet({"escape"});
  command.input = Stdio::Pipe();
  command.error = Stdio::Descriptor(leash[0]);
  ChildProcess child = MustStart(command);
  const std::string first = ReadLine(child), second = ReadLine(child);
  EXPECT_THAT(first + second,
              testing::AnyOf("waitingescaped", "escapedwaiting"));
  const auto outcome = child.Communicate();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->status.ok());
  close(leash[0]);
  close(leash[1]);  // the daemon ends
}

}  // namespace
}  // namespace racekit
