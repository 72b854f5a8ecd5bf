#include "harness/process/pipeline.h"

#include <signal.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/process/command.h"
#include "tests/harness/process/process_test_util.h"

namespace racekit {
namespace {

Command Program(std::string name, std::vector<std::string> args = {}) {
  Command command;
  command.program = std::move(name);
  command.args = std::move(args);
  return command;
}

TEST(Pipeline, OutputOfEachIsInputOfTheNext) {
  Command sort = Program("sort");
  sort.input = Stdio::Pipe();
  auto pipeline =
      Pipeline::Start({sort, Program("uniq"), Program("tr", {"a-z", "A-Z"})});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  const auto outcome = pipeline->Communicate("b\na\nb\n");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->output, "A\nB\n");
  EXPECT_TRUE(outcome->ok());
  EXPECT_EQ(outcome->statuses.size(), 3u);
}

TEST(Pipeline, CarriesAHundredMegabytes) {
  const std::string input(100'000'000, 'x');
  Command cat = Program("cat");
  cat.input = Stdio::Pipe();
  auto pipeline = Pipeline::Start({cat, Program("cat"), Program("cat")});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  const auto outcome = pipeline->Communicate(input);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->output == input);
}

TEST(Pipeline, TellsEachStatusAndEachError) {
  // The middle one reads to the end: else the first might meet a closed pipe.
  auto pipeline = Pipeline::Start(
      {Puppet({"both"}), Program("sh", {"-c", "cat >/dev/null; exit 3"}),
       Puppet({"both"})});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  const auto outcome = pipeline->Communicate();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_FALSE(outcome->ok());
  EXPECT_EQ(outcome->statuses[1].code, 3);
  EXPECT_THAT(outcome->errors,
              testing::ElementsAre("to error\n", "", "to error\n"));
}

TEST(Pipeline, AWriterWhoseReaderHasEndedIsEndedBySigpipe) {
  auto pipeline =
      Pipeline::Start({Puppet({"flood-for-ever"}), Program("head", {"-c1"})});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  const auto outcome = pipeline->Communicate();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->output, "o");
  EXPECT_EQ(outcome->statuses[0].signal, SIGPIPE);
  EXPECT_TRUE(outcome->statuses[1].ok());
}

TEST(Pipeline, StopsAllWhenTimeRunsOut) {
  auto pipeline = Pipeline::Start({Puppet({"sleep"}), Puppet({"sleep"})});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  CommunicateOptions options;
  options.timeout = absl::Milliseconds(100);
  const auto outcome = pipeline->Communicate("", options);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->reason, EndReason::kTimedOut);
  EXPECT_EQ(outcome->statuses[0].signal, SIGTERM);
  EXPECT_EQ(outcome->statuses[1].signal, SIGTERM);
  EXPECT_FALSE(HasChildren());
}

TEST(Pipeline, StopKillsThoseThatIgnoreIt) {
  Command quiet = Puppet({"sleep"});
  quiet.output = Stdio::Null();
  auto pipeline = Pipeline::Start({quiet, Puppet({"ignore-term"})});
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  EXPECT_EQ(ReadLine(pipeline->children()[1]), "ready");
  const auto statuses = pipeline->Stop(absl::Milliseconds(10));
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_EQ((*statuses)[0].signal, SIGTERM);
  EXPECT_EQ((*statuses)[1].signal, SIGKILL);
}

TEST(Pipeline, ThatCannotStartLeavesNothingBehind) {
  const auto pipeline =
      Pipeline::Start({Puppet({"sleep"}), Program("racekit-no-such-program")});
  EXPECT_EQ(pipeline.status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(HasChildren());
}

TEST(Pipeline, OfNothingIsRefused) {
  EXPECT_EQ(Pipeline::Start({}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace racekit
