// Recording and replaying.

#include "harness/schedule/replay.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "harness/schedule/portfolio.h"
#include "harness/schedule/recorder.h"
#include "harness/schedule/schedule.h"
#include "tests/harness/schedule/script.h"
#include "tests/harness/schedule/toy_program.h"

namespace racekit::schedule {
namespace {

const Script& ThreeThreads() {
  static const auto* const script =
      new Script(Script().Writes(1, 4).Writes(1, 3).Writes(2, 5));
  return *script;
}

TEST(Replay, DoesWhatWasRecorded) {
  Portfolio portfolio(1);
  Recorder recorder(&portfolio);
  for (std::uint64_t i = 0; i < 500; ++i) {
    const std::string order = *RunScript(ThreeThreads(), recorder, i);
    Replay replay(&recorder.schedule());
    EXPECT_EQ(*RunScript(ThreeThreads(), replay, 0), order);
    EXPECT_FALSE(replay.departure().has_value());
    EXPECT_EQ(replay.choices(), recorder.schedule().choices());
  }
}

TEST(Replay, DoesSoWhereThreadsBlock) {
  Random random(3);
  for (int i = 0; i < 200; ++i) {
    const ToyProgram program = RandomToyProgram(random);
    Portfolio portfolio(static_cast<std::uint64_t>(i));
    Recorder recorder(&portfolio);
    const ToyRun run = RunToy(program, recorder);
    Replay replay(&recorder.schedule());
    const ToyRun again = RunToy(program, replay);
    EXPECT_EQ(again.outcome, run.outcome);
    EXPECT_EQ(again.switches, run.switches);
    EXPECT_FALSE(replay.departure().has_value());
  }
}

TEST(Replay, GoesThroughText) {
  Portfolio portfolio(9);
  Recorder recorder(&portfolio);
  const std::string order = *RunScript(ThreeThreads(), recorder, 5);
  Schedule read;
  ASSERT_EQ(Parse(ToString(recorder.schedule()), read).message, "");
  Replay replay(&read);
  EXPECT_EQ(*RunScript(ThreeThreads(), replay, 0), order);
}

TEST(Replay, IsOneExecution) {
  Schedule schedule;
  Replay replay(&schedule);
  EXPECT_TRUE(RunScript(ThreeThreads(), replay, 0).has_value());
  EXPECT_FALSE(RunScript(ThreeThreads(), replay, 1).has_value());
}

TEST(Replay, WithoutAScheduleNobodyIsPreempted) {
  Schedule schedule;
  Replay replay(&schedule);
  EXPECT_EQ(*RunScript(ThreeThreads(), replay, 0), "000011122222");
  EXPECT_FALSE(replay.departure().has_value());
}

TEST(Replay, NamesTheChoiceThatCouldNotBeMade) {
  Schedule schedule;
  schedule.Append(1, 3);
  schedule.Append(0);
  schedule.Append(1);  // which has ended
  schedule.Append(2, 2);
  Replay replay(&schedule);
  EXPECT_EQ(*RunScript(ThreeThreads(), replay, 0), "111000022222");
  ASSERT_TRUE(replay.departure().has_value());
  EXPECT_EQ(replay.departure()->what, Departure::What::kCannotGoOn);
  EXPECT_EQ(replay.departure()->choice, 4u);
  EXPECT_EQ(replay.departure()->expected, 1);
  EXPECT_EQ(replay.departure()->chosen, 0);
  EXPECT_EQ(replay.departure()->operation.ordinal, 1u);
  EXPECT_EQ(replay.departure()->thread_count, 3);
}

TEST(Replay, NamesAThreadThatDoesNotExist) {
  Schedule schedule;
  schedule.Append(7);
  Replay replay(&schedule);
  RunScript(ThreeThreads(), replay, 0);
  ASSERT_TRUE(replay.departure().has_value());
  EXPECT_EQ(replay.departure()->choice, 0u);
  EXPECT_EQ(replay.departure()->expected, 7);
}

TEST(Replay, NoticesAnExecutionThatEndsEarly) {
  Schedule schedule;
  schedule.Append(0, 4);
  schedule.Append(2, 100);
  Replay replay(&schedule);
  RunScript(Script().Writes(1, 4).Writes(1, 1).Writes(1, 2), replay, 0);
  ASSERT_TRUE(replay.departure().has_value());
  EXPECT_EQ(replay.departure()->what, Departure::What::kEndedEarly);
  EXPECT_EQ(replay.departure()->expected, 2);
}

TEST(Replay, LetsNoTimerExpireByItself) {
  Schedule schedule;
  Replay replay(&schedule);
  replay.BeginExecution(0);
  const ThreadId runnable[] = {4, 3, 1};
  const std::vector<ThreadView> views(5);
  Point point;
  point.runnable = runnable;
  point.count = 3;
  point.timer = 1;
  point.threads = views.data();
  point.thread_count = 5;
  EXPECT_EQ(replay.Choose(point), 3);
}

TEST(Recorder, KeepsTheLastExecutionOnly) {
  Portfolio portfolio(1);
  Recorder recorder(&portfolio);
  const Script script = Script().Writes(1, 2).Writes(1, 2);
  RunScript(script, recorder, 0);
  EXPECT_LE(recorder.schedule().choices(), 3u);
  RunScript(script, recorder, 1);
  EXPECT_LE(recorder.schedule().choices(), 3u);
  EXPECT_GE(recorder.schedule().choices(), 2u);
}

}  // namespace
}  // namespace racekit::schedule
