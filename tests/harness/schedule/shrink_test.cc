#include "harness/schedule/shrink.h"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <set>
#include <vector>

#include "gtest/gtest.h"
#include "harness/schedule/contrast.h"
#include "harness/schedule/random.h"
#include "harness/schedule/random_walk.h"
#include "harness/schedule/recorder.h"
#include "harness/schedule/replay.h"
#include "harness/schedule/schedule.h"
#include "tests/harness/schedule/toy_program.h"

namespace racekit::schedule {
namespace {

using Kind = ToyOp::Kind;

// Threads that each add one to variable 0, not atomically, `times` times.
ToyProgram Increments(int threads, int times) {
  ToyProgram program;
  program.threads.emplace_back();
  for (int t = 1; t <= threads; ++t) {
    const auto id = static_cast<std::int8_t>(t);
    program.threads[0].push_back({Kind::kCreate, id});
    program.threads.emplace_back();
    for (int i = 0; i < times; ++i) {
      program.threads[t].push_back({Kind::kLoad, 0});
      program.threads[t].push_back({Kind::kStore, 0, 1});
    }
  }
  for (int t = 1; t <= threads; ++t) {
    program.threads[0].push_back({Kind::kJoin, static_cast<std::int8_t>(t)});
  }
  return program;
}

// The schedule of a random execution that fails, if one of `tries` does.
bool FindFailing(const ToyProgram& program, const ToyPredicate& fails,
                 int tries, Schedule& schedule) {
  for (int i = 0; i < tries; ++i) {
    RandomWalk walk(static_cast<std::uint64_t>(i));
    Recorder recorder(&walk);
    if (fails(RunToy(program, recorder).outcome)) {
      schedule.CopyFrom(recorder.schedule());
      return true;
    }
  }
  return false;
}

// Outcomes of executions without a preemption.
std::set<ToyOutcome> SerialOutcomes(const ToyProgram& program) {
  struct Branch {
    ToyState state;
    ThreadId running;
  };
  std::set<ToyOutcome> outcomes;
  std::vector<Branch> open = {{InitialState(), 0}};
  while (!open.empty()) {
    Branch branch = open.back();
    open.pop_back();
    std::vector<ThreadId> runnable = RunnableThreads(program, branch.state);
    for (const ThreadId id : runnable) {
      if (id == branch.running) runnable = {id};
    }
    if (runnable.empty()) {
      outcomes.insert(
          {branch.state.variables, !AllEnded(program, branch.state)});
    }
    for (const ThreadId id : runnable) {
      Branch next{branch.state, id};
      Step(program, id, next.state);
      open.push_back(std::move(next));
    }
  }
  return outcomes;
}

TEST(Shrink, ALostUpdateTakesOnePreemption) {
  const ToyProgram program = Increments(2, 1);
  const ToyPredicate fails = [](const ToyOutcome& o) {
    return o.variables[0] != 2;
  };
  Schedule failing;
  ASSERT_TRUE(FindFailing(program, fails, 1000, failing));
  ToySubject subject(program, fails);
  Schedule shortest;
  const ShrinkResult result = Shrink(subject, failing, {}, shortest);
  EXPECT_TRUE(result.reproduced);
  EXPECT_TRUE(result.exhausted);
  EXPECT_EQ(result.after.preemptions, 1);
  EXPECT_EQ(result.after.switches, 4);  // main 1 2 1 main
}

TEST(Shrink, TheShortestScheduleReplaysToTheSameFinding) {
  const ToyProgram program = Increments(3, 2);
  const ToyPredicate fails = [](const ToyOutcome& o) {
    return o.variables[0] == 2;
  };
  Schedule failing;
  ASSERT_TRUE(FindFailing(program, fails, 100'000, failing));
  ToySubject subject(program, fails);
  Schedule shortest;
  const ShrinkResult result = Shrink(subject, failing, {}, shortest);
  ASSERT_TRUE(result.reproduced);
  Replay replay(&shortest);
  const ToyRun run = RunToy(program, replay);
  EXPECT_TRUE(fails(run.outcome));
  EXPECT_FALSE(replay.departure().has_value());
  EXPECT_EQ(run.switches, result.after.switches);
  EXPECT_LE(run.switches, result.before.switches);
}

TEST(Shrink, OneThatDoesNotReproduceIsLeftAlone) {
  const ToyProgram program = Increments(2, 1);
  ToySubject subject(program, [](const ToyOutcome&) { return false; });
  Schedule failing;
  failing.Append(0, 2);
  failing.Append(1, 3);
  Schedule shortest;
  const ShrinkResult result = Shrink(subject, failing, {}, shortest);
  EXPECT_FALSE(result.reproduced);
  EXPECT_EQ(result.executions, 1);
  EXPECT_EQ(ToString(shortest), ToString(failing));
}

TEST(Shrink, KeepsWithinItsBudget) {
  const ToyProgram program = Increments(4, 6);
  const ToyPredicate fails = [](const ToyOutcome& o) {
    return o.variables[0] < 12;
  };
  Schedule failing;
  ASSERT_TRUE(FindFailing(program, fails, 100'000, failing));
  ToySubject subject(program, fails);
  Schedule shortest;
  ShrinkOptions options;
  options.executions = 50;
  EXPECT_LE(Shrink(subject, failing, options, shortest).executions, 50);
  options = {};
  options.steps = 500;
  // The budget is looked at between executions.
  EXPECT_LE(Shrink(subject, failing, options, shortest).executions, 12);
}

// A failure that only the schedule as found shows: a long one all the same.
TEST(Shrink, ALongScheduleLosesMostOfItsSwitches) {
  const ToyProgram program = Increments(3, 40);
  const ToyPredicate fails = [](const ToyOutcome& o) {
    return o.variables[0] != 120;
  };
  RandomWalk walk(2);
  Recorder recorder(&walk);
  ASSERT_TRUE(fails(RunToy(program, recorder).outcome));
  ToySubject subject(program, fails);
  Schedule shortest;
  const ShrinkResult result =
      Shrink(subject, recorder.schedule(), {}, shortest);
  EXPECT_GT(result.before.switches, 40);
  EXPECT_EQ(result.after.switches, 5);
  EXPECT_EQ(result.after.preemptions, 1);
}

// The failing one is main 1 | 2 2 | 1 main; it would pass had the first thread
// gone on to its write.
TEST(Contrast, IsOneChoiceAwayFromALostUpdate) {
  const ToyProgram program = Increments(2, 1);
  const ToyPredicate fails = [](const ToyOutcome& o) {
    return o.variables[0] != 2;
  };
  Schedule failing;
  ASSERT_TRUE(FindFailing(program, fails, 1000, failing));
  ToySubject subject(program, fails);
  Schedule shortest;
  ASSERT_TRUE(Shrink(subject, failing, {}, shortest).reproduced);
  Schedule passing;
  const ContrastResult result = NearestPassing(subject, shortest, {}, passing);
  ASSERT_TRUE(result.found);
  Replay replay(&passing);
  EXPECT_FALSE(fails(RunToy(program, replay).outcome));
  EXPECT_FALSE(replay.departure().has_value());
}

TEST(Contrast, ThereIsNoneWhereEveryScheduleFails) {
  const ToyProgram program = Increments(2, 1);
  ToySubject subject(program, [](const ToyOutcome&) { return true; });
  Schedule failing;
  Schedule passing;
  const ContrastResult result = NearestPassing(subject, failing, {}, passing);
  EXPECT_FALSE(result.found);
  EXPECT_LT(result.executions, 200);
}

// Over 1,000 random programs with an outcome that no execution without
// preemptions has: how often the known minimum is reached. In half of them any
// such outcome will do, in the other half it must be the one that was found.
TEST(Shrink, ReachesTheKnownMinimum) {
  constexpr int kCases = 1000;
  Random random(20261125);
  int cases = 0;
  int minimal = 0;
  int preempted = 0;
  std::int64_t executions = 0;
  while (cases < kCases) {
    const ToyProgram program = RandomToyProgram(random);
    const std::set<ToyOutcome> serial = SerialOutcomes(program);
    ToyPredicate fails = [&](const ToyOutcome& outcome) {
      return serial.count(outcome) == 0;
    };
    Schedule failing;
    if (!FindFailing(program, fails, 200, failing)) continue;
    if (++cases % 2 == 0) {
      Replay replay(&failing);
      const ToyOutcome found = RunToy(program, replay).outcome;
      fails = [found](const ToyOutcome& outcome) { return outcome == found; };
    }
    const std::optional<std::int64_t> fewest = FewestSwitches(program, fails);
    ASSERT_TRUE(fewest.has_value());
    ToySubject subject(program, fails);
    Schedule shortest;
    const ShrinkResult result = Shrink(subject, failing, {}, shortest);
    ASSERT_TRUE(result.reproduced);
    ASSERT_GE(result.after.switches, *fewest);
    if (result.after.switches == *fewest) ++minimal;
    if (result.after.preemptions > 1) ++preempted;
    executions += result.executions;
  }
  std::printf(
      "minimal: %d of %d; with more than one preemption: %d; executions: %lld "
      "on average\n",
      minimal, cases, preempted, static_cast<long long>(executions / cases));
  EXPECT_GE(minimal, kCases * 95 / 100);
}

}  // namespace
}  // namespace racekit::schedule
