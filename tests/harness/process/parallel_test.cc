// Many children at once.

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/process/child_process.h"
#include "harness/process/command.h"
#include "tests/harness/process/process_test_util.h"

namespace racekit {
namespace {

constexpr int kChildren = 50;

TEST(Parallel, FiftyChildrenOfOneThreadAllRunAtOnce) {
  std::vector<ChildProcess> children;
  Command command;
  command.program = "cat";
  command.input = Stdio::Pipe();
  for (int i = 0; i < kChildren; ++i) children.push_back(MustStart(command));
  // Each waits for an input that it gets only now; were a child to hold the
  // input of another open, that other would never see its end.
  for (int i = 0; i < kChildren; ++i) {
    const auto outcome = children[i].Communicate(std::to_string(i));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->output, std::to_string(i));
  }
  EXPECT_FALSE(HasChildren());
}

TEST(Parallel, FiftyThreadsEachTalkToTheirOwn) {
  std::vector<std::string> outputs(kChildren);
  std::vector<std::thread> threads;
  for (int i = 0; i < kChildren; ++i) {
    threads.emplace_back([i, &outputs] {
      Command command;
      command.program = "cat";
      command.input = Stdio::Pipe();
      auto child = ChildProcess::Start(command);
      if (!child.ok()) return;
      auto outcome = child->Communicate(std::string(200'000, 'a' + i % 26));
      if (outcome.ok()) outputs[i] = outcome->output;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kChildren; ++i) {
    EXPECT_TRUE(outputs[i] == std::string(200'000, 'a' + i % 26)) << i;
  }
  EXPECT_FALSE(HasChildren());
}

}  // namespace
}  // namespace racekit
