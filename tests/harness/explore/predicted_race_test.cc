// Data races that an execution shows only if it is steered into them, and
// memory that is locked here and not there.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// What was shown is written between two critical sections. Where one thread
// runs after the other, the lock orders all of it.
struct Log {
  std::mutex mutex;
  bool open = false;
  int shown = 0;

  void Open(bool is_open) {
    const std::lock_guard<std::mutex> lock(mutex);
    open = is_open;
  }
  void Show(int line) {
    Open(true);
    shown = line;
    Open(false);
  }
};

void OrderedByChance() {
  Log log;
  std::thread one([&] { log.Show(1); });
  std::thread other([&] { log.Show(2); });
  one.join();
  other.join();
}

// What it finds under the lock says that the other is done.
void OrderedByWhatItReads() {
  std::mutex mutex;
  bool done = false;
  int value = 0;
  std::thread writes([&] {
    value = 1;
    const std::lock_guard<std::mutex> lock(mutex);
    done = true;
  });
  std::thread reads([&] {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!done) return;
    }
    EXPECT_EQ(value, 1);
  });
  writes.join();
  reads.join();
}

ExploreOptions OneExecution(const std::string& detectors = "default") {
  ExploreOptions options;
  options.executions = 1;
  options.strategy = ExploreStrategy::kExhaustive;
  std::string error;
  EXPECT_TRUE(detectors::ParseDetectors(detectors, options.detectors, error));
  return options;
}

class PredictedRace : public testing::TestWithParam<Isolation> {};

INSTANTIATE_TEST_SUITE_P(, PredictedRace,
                         testing::Values(Isolation::kNone, Isolation::kChild,
                                         Isolation::kFork));

TEST_P(PredictedRace, IsSteeredInto) {
  ExploreOptions options = OneExecution();
  options.isolation = GetParam();
  const Report report = Explore(&OrderedByChance, options);
  EXPECT_EQ(report.executions, 1);
  EXPECT_THAT(report.suspicions, IsEmpty());
  ASSERT_THAT(report, FindsOnly(FindingKind::kDataRace));
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.location.name, "Log::shown");
  EXPECT_THAT(finding.notes,
              Contains(AllOf(HasSubstr("foretold by the order of two accesses"),
                             HasSubstr("come true when steered into"))));
  ExploreOptions replay;
  replay.replay = finding.schedule;
  EXPECT_THAT(Explore(&OrderedByChance, replay), Finds(FindingKind::kDataRace));
}

TEST_P(PredictedRace, OneExecutionDoesNotShowItByItself) {
  ExploreOptions options = OneExecution("-predicted-race");
  options.isolation = GetParam();
  EXPECT_THAT(Explore(&OrderedByChance, options), IsRaceFree());
}

TEST_P(PredictedRace, WhatAReadOrdersIsNone) {
  ExploreOptions options = OneExecution();
  options.isolation = GetParam();
  const Report report = Explore(&OrderedByWhatItReads, options);
  EXPECT_THAT(report, IsRaceFree());
  EXPECT_THAT(report.suspicions, IsEmpty());
}

// Deposits lock, the audit does not; here it comes when all is done, which a
// flag says.
struct Account {
  std::mutex mutex;
  int balance = 0;

  void Deposit(int amount) {
    const std::lock_guard<std::mutex> lock(mutex);
    balance += amount;
  }
};

void AuditsWithoutTheLock() {
  Account account;
  std::atomic<int> done = 0;
  const auto deposit = [&] {
    account.Deposit(20);
    ++done;
  };
  std::thread one(deposit);
  std::thread other(deposit);
  while (done != 2) std::this_thread::yield();
  EXPECT_EQ(account.balance, 40);
  one.join();
  other.join();
}

TEST(Lockset, IsASuspicionWhereSomethingElseOrdersTheAccesses) {
  const Report report =
      Explore(&AuditsWithoutTheLock, OneExecution("default,lockset"));
  EXPECT_TRUE(report.ok());
  ASSERT_THAT(report.suspicions, SizeIs(1));
  const Finding& suspicion = report.suspicions.front();
  EXPECT_EQ(suspicion.kind, FindingKind::kInconsistentLocking);
  ASSERT_TRUE(suspicion.explanation);
  EXPECT_THAT(
      suspicion.explanation->headline,
      AllOf(HasSubstr(" writes under a lock Account::balance at "),
            HasSubstr("main reads without a lock Account::balance at ")));
}

TEST(Lockset, IsSilentUnlessAskedFor) {
  EXPECT_THAT(Explore(&AuditsWithoutTheLock, OneExecution()).suspicions,
              IsEmpty());
}

}  // namespace
}  // namespace racekit
