// Every failing execution can be executed again, in either thread mode, and
// whoever departs from the recording is told so.

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/explore/execute.h"
#include "harness/matchers.h"
#include "harness/report/json.h"
#include "harness/report/text.h"
#include "harness/schedule/portfolio.h"
#include "tests/harness/explore/explore_test_util.h"
#include "tests/harness/explore/small_programs.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

// What a report says, but for the time it took, and for addresses: a body that
// leaves threads and memory behind has others each time.
std::string Text(Report report) {
  report.seconds = 0;
  for (Finding& finding : report.findings) {
    for (Access& access : finding.accesses) access.address = 0;
  }
  return ReportToJson(report, 1);
}

std::vector<std::string> Fingerprints(const std::vector<Finding>& findings) {
  std::vector<std::string> fingerprints;
  for (const Finding& finding : findings) {
    fingerprints.push_back(finding.fingerprint + ": " + finding.message);
  }
  return fingerprints;
}

class EverySmallProgram : public ::testing::TestWithParam<SmallProgram> {};

INSTANTIATE_TEST_SUITE_P(All, EverySmallProgram,
                         ::testing::ValuesIn(SmallPrograms()),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

TEST_P(EverySmallProgram, IsFoundOut) {
  const Report report =
      Explore(GetParam().body, FindingKind::kLostUpdate, Executions(200));
  EXPECT_FALSE(report.ok());
  for (const Finding& finding : report.findings) {
    EXPECT_THAT(finding.schedule, testing::StartsWith("rk1:"));
    EXPECT_GT(finding.switches, 0);
    EXPECT_THAT(finding.strategy, testing::AnyOf("random", "pct", "pos", "surw",
                                                 "uniform", "steering"));
  }
}

TEST_P(EverySmallProgram, EachFailingScheduleReplaysToTheSame) {
  const ExploreOptions options = Executions(0);
  internal::Executor executor(GetParam().body, FindingKind::kLostUpdate,
                              options);
  schedule::Portfolio portfolio(17);
  int failing = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto execution = executor.Execute(&portfolio, i);
    if (execution->findings.empty()) continue;
    ++failing;
    schedule::Schedule recorded;
    recorded.CopyFrom(executor.schedule());
    const std::string text = schedule::ToString(recorded);
    EXPECT_EQ(execution->findings[0].schedule, text);
    const internal::Replayed again = executor.Replay(recorded);
    ASSERT_FALSE(again.departure.has_value()) << i;
    ASSERT_EQ(Fingerprints(again.execution.findings),
              Fingerprints(execution->findings))
        << i;
    ASSERT_EQ(again.execution.outcome.switches, execution->outcome.switches);
    // The replay was an execution like any other: it has the same schedule.
    ASSERT_EQ(schedule::ToString(executor.schedule()), text) << i;
  }
  EXPECT_GT(failing, 0);
}

TEST_P(EverySmallProgram, TheSameSeedGivesTheSameReportByteForByte) {
  const auto explore = [](ControlledThreads threads, std::uint64_t seed) {
    ExploreOptions options = Executions(60);
    options.threads = threads;
    options.seed = seed;
    return Text(Explore(GetParam().body, FindingKind::kLostUpdate, options));
  };
  const std::string once = explore(ControlledThreads::kFibers, 5);
  EXPECT_EQ(explore(ControlledThreads::kFibers, 5), once);
  EXPECT_EQ(explore(ControlledThreads::kReal, 5), once);
}

TEST_P(EverySmallProgram, AFindingReplaysByItsTextInBothModes) {
  const Report report =
      Explore(GetParam().body, FindingKind::kLostUpdate, Executions(200));
  for (const Finding& finding : report.findings) {
    for (const ControlledThreads threads :
         {ControlledThreads::kFibers, ControlledThreads::kReal}) {
      ExploreOptions options;
      options.replay = finding.schedule;
      options.threads = threads;
      const Report again =
          Explore(GetParam().body, FindingKind::kLostUpdate, options);
      EXPECT_EQ(again.executions, 1);
      EXPECT_THAT(Fingerprints(again.findings),
                  testing::Contains(HasSubstr(finding.fingerprint)));
      EXPECT_THAT(again, testing::Not(Finds(FindingKind::kDivergence)));
    }
  }
}

TEST(Replay, OfAnotherProgramIsADivergence) {
  const Report report = Explore(SmallPrograms()[0].body,
                                FindingKind::kLostUpdate, Executions(100));
  ASSERT_FALSE(report.ok());
  ExploreOptions options;
  options.replay = report.findings[0].schedule;
  const Report other = Explore(
      [] {
        std::atomic<int> n{0};
        std::thread thread([&] { ++n; });
        thread.join();
      },
      options);
  ASSERT_THAT(other, FindsOnly(FindingKind::kDivergence));
  EXPECT_THAT(other.findings[0].message,
              HasSubstr("the replay left the recording"));
  EXPECT_THAT(other.findings[0].notes,
              testing::Contains(HasSubstr("possible causes")));
}

TEST(Replay, OfATextThatIsNoScheduleSaysWhy) {
  ExploreOptions options;
  options.replay = "rk1:nonsense";
  const Report report = Explore([] {}, options);
  EXPECT_EQ(report.executions, 0);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0].message, HasSubstr("checksum"));
}

}  // namespace
}  // namespace racekit
