#include "harness/scenario/run_patiently.h"

#include <sys/mman.h>

#include <atomic>
#include <new>
#include <string>

#include "absl/time/time.h"
#include "detectors/finding.h"
#include "gtest/gtest.h"
#include "harness/report/report.h"
#include "harness/stress.h"
#include "scenarios/scenario.h"

namespace racekit {
namespace {

using scenarios::Either;
using scenarios::Expectation;
using scenarios::Fixed;
using scenarios::Found;
using scenarios::Racy;
using scenarios::Scenario;
using scenarios::Silent;
using scenarios::Variant;

// How often a body was run since SetUp(), in whichever process.
std::atomic<int>& calls = *[] {
  void* memory = mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return new (memory) std::atomic<int>(0);
}();

std::string Never() {
  ++calls;
  return "";
}
std::string Always() {
  ++calls;
  return "lost";
}
std::string InTheTwentiethRun() { return ++calls == 20 ? "lost" : ""; }
// A crash is no lost update.
std::string CrashesThenLoses() {
  const int call = ++calls;
  if (call == 2) __builtin_trap();
  return call == 20 ? "lost" : "";
}

const Expectation kLost = Found({"lost-update"});

class RunPatientlyTest : public ::testing::Test {
 protected:
  void SetUp() override { calls = 0; }

  static Report Run(std::string (*body)(), const Expectation& expectation,
                    const Patience& patience = {}) {
    Scenario scenario;
    scenario.name = "family/name";
    scenario.kind = "lost-update";
    const Variant variant =
        Racy("racy", body, expectation, expectation, Either());
    StressOptions options;
    options.runs = 8;
    options.time = absl::InfiniteDuration();
    return RunPatiently(scenario, variant, options, patience);
  }
};

TEST_F(RunPatientlyTest, GoesOnUntilWhatMustBeFoundIs) {
  const Report report = Run(InTheTwentiethRun, kLost);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].first_execution, 20);
  EXPECT_EQ(report.executions, 20);
  // Eight without injected sleeps in between.
  EXPECT_EQ(report.injected.runs, 12);
  EXPECT_EQ(report.injected.failures, 1);
}

TEST_F(RunPatientlyTest, IsNotContentWithAnotherKind) {
  const Report report = Run(CrashesThenLoses, kLost);
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kCrash);
  EXPECT_EQ(report.findings[1].kind, FindingKind::kLostUpdate);
  EXPECT_EQ(report.executions, 20);
}

TEST_F(RunPatientlyTest, StaysUnexpectedWhereItIsNeverFound) {
  const Report report = Run(Never, kLost, {absl::Milliseconds(50)});
  EXPECT_TRUE(report.ok());
  EXPECT_GT(report.executions, 8);
  EXPECT_GE(report.seconds, 0.05);
}

TEST_F(RunPatientlyTest, WithoutPatienceThereIsOneRound) {
  EXPECT_TRUE(Run(InTheTwentiethRun, kLost, {absl::ZeroDuration()}).ok());
  EXPECT_EQ(calls, 8);
}

TEST_F(RunPatientlyTest, OneRoundIsAllWhereItShows) {
  EXPECT_EQ(Run(Always, kLost).failed_executions, 8);
}

TEST_F(RunPatientlyTest, SilenceIsNotWaitedFor) {
  EXPECT_EQ(Run(Never, Silent()).executions, 8);
  EXPECT_EQ(Run(Always, Silent()).executions, 8);
  EXPECT_EQ(Run(Never, Either()).executions, 8);
}

TEST_F(RunPatientlyTest, ThereAreAFewRunsHoweverLittleTime) {
  Scenario scenario;
  scenario.kind = "lost-update";
  const Variant variant = Fixed("fixed", Never);
  StressOptions options;
  options.runs = 100;
  options.time = absl::Nanoseconds(1);
  EXPECT_EQ(RunPatiently(scenario, variant, options).executions, 3);
  options.runs = 2;
  EXPECT_EQ(RunPatiently(scenario, variant, options).executions, 2);
}

}  // namespace
}  // namespace racekit
