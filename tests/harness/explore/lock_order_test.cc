// Locks taken in orders that can deadlock: what came true is a deadlock, what
// did not is a suspicion, and the names are the user's.

#include <condition_variable>
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
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Transfer {
  std::mutex from;
  std::mutex to;
};

void Both(std::mutex& first, std::mutex& second) {
  const std::lock_guard<std::mutex> one(first);
  const std::lock_guard<std::mutex> other(second);
}

void OppositeOrders() {
  Transfer transfer;
  std::thread there([&] { Both(transfer.from, transfer.to); });
  std::thread back([&] { Both(transfer.to, transfer.from); });
  there.join();
  back.join();
}

// The second only begins when the first has given both up: nothing that a join
// or a create says.
void OrdersThatAConditionKeepsApart() {
  Transfer transfer;
  std::mutex mutex;
  std::condition_variable is_done;
  bool done = false;
  std::thread there([&] {
    Both(transfer.from, transfer.to);
    const std::lock_guard<std::mutex> lock(mutex);
    done = true;
    is_done.notify_one();
  });
  std::thread back([&] {
    {
      std::unique_lock<std::mutex> lock(mutex);
      is_done.wait(lock, [&] { return done; });
    }
    Both(transfer.to, transfer.from);
  });
  there.join();
  back.join();
}

void OneOrder() {
  Transfer transfer;
  std::thread there([&] { Both(transfer.from, transfer.to); });
  std::thread back([&] { Both(transfer.from, transfer.to); });
  there.join();
  back.join();
}

// The schedule that runs one thread after the other.
ExploreOptions OneExecution() {
  ExploreOptions options;
  options.strategy = ExploreStrategy::kExhaustive;
  options.executions = 1;
  return options;
}

class LockOrder : public testing::TestWithParam<Isolation> {
 protected:
  ExploreOptions OneExecutionIsolated() const {
    ExploreOptions options = OneExecution();
    options.isolation = GetParam();
    return options;
  }
};

INSTANTIATE_TEST_SUITE_P(, LockOrder,
                         testing::Values(Isolation::kNone, Isolation::kChild,
                                         Isolation::kFork));

TEST_P(LockOrder, IsSteeredIntoTheDeadlock) {
  const Report report = Explore(&OppositeOrders, OneExecutionIsolated());
  EXPECT_EQ(report.executions, 1);
  EXPECT_THAT(report.suspicions, IsEmpty());
  ASSERT_THAT(report.findings, SizeIs(1));
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.kind, FindingKind::kDeadlock);
  EXPECT_THAT(finding.notes,
              Contains(HasSubstr("foretold by the order of locks")));
  ASSERT_TRUE(finding.explanation);
  EXPECT_EQ(finding.explanation->headline,
            "deadlock: T1 and T2 wait for each other");
  ExploreOptions replay;
  replay.replay = finding.schedule;
  EXPECT_THAT(Explore(&OppositeOrders, replay), Finds(FindingKind::kDeadlock));
}

TEST_P(LockOrder, WhatDoesNotComeTrueIsASuspicionThatNamesTheLocks) {
  ExploreOptions options = OneExecutionIsolated();
  options.executions = 200;
  options.strategy = ExploreStrategy::kPortfolio;
  const Report report = Explore(&OrdersThatAConditionKeepsApart, options);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.failed_executions, 0);
  ASSERT_THAT(report.suspicions, SizeIs(1));
  const Finding& suspicion = report.suspicions.front();
  EXPECT_EQ(suspicion.kind, FindingKind::kLockOrder);
  ASSERT_TRUE(suspicion.explanation);
  EXPECT_THAT(suspicion.explanation->headline,
              AllOf(HasSubstr("T1 takes first at lock_order_test.cc:30"),
                    HasSubstr("T1 then wants second at "),
                    HasSubstr("T2 takes second at "),
                    HasSubstr("T2 then wants first at ")));
}

TEST_P(LockOrder, OneOrderIsNothing) {
  const Report report = Explore(&OneOrder, OneExecutionIsolated());
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.suspicions, IsEmpty());
}

TEST(LockOrderDetector, CanBeSwitchedOff) {
  ExploreOptions options = OneExecution();
  std::string error;
  ASSERT_TRUE(
      detectors::ParseDetectors("-lock-order", options.detectors, error));
  EXPECT_TRUE(Explore(&OppositeOrders, options).ok());
}

}  // namespace
}  // namespace racekit
