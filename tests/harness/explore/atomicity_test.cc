// What the program says is one step, and what comes between.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/atomic_region.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// Every access is locked, and a deposit is not one step for that.
class LockedAccount {
 public:
  int balance() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return balance_;
  }
  void set_balance(int balance) {
    const std::lock_guard<std::mutex> lock(mutex_);
    balance_ = balance;
  }

 private:
  std::mutex mutex_;
  int balance_ = 100;
};

void Deposit(LockedAccount& account, int amount) {
  RACEKIT_ATOMIC("Deposit");
  account.set_balance(account.balance() + amount);
}

void TwoDeposits() {
  LockedAccount account;
  std::thread one([&] { Deposit(account, 20); });
  std::thread other([&] { Deposit(account, -50); });
  one.join();
  other.join();
}

// Says nothing itself.
[[gnu::noinline]] void Withdraw(LockedAccount& account, int amount) {
  account.set_balance(account.balance() - amount);
}

void TwoWithdrawals() {
  LockedAccount account;
  std::thread one([&] { Withdraw(account, 20); });
  std::thread other([&] { Withdraw(account, 50); });
  one.join();
  other.join();
}

void TwoLockedDeposits() {
  LockedAccount account;
  std::mutex all_of_it;
  const auto deposit = [&](int amount) {
    const std::lock_guard<std::mutex> lock(all_of_it);
    Deposit(account, amount);
  };
  std::thread one(deposit, 20);
  std::thread other(deposit, -50);
  one.join();
  other.join();
}

// Two variables that are to be seen together.
struct Statistics {
  std::atomic<int> sum = 0;
  std::atomic<int> count = 0;
};

void HalfOfIt() {
  Statistics statistics;
  std::thread writer([&] {
    RACEKIT_ATOMIC("Record");
    statistics.sum += 7;
    statistics.count += 1;
  });
  std::thread reader([&] {
    RACEKIT_ATOMIC("Mean");
    const int count = statistics.count;
    const int sum = statistics.sum;
    (void)(count + sum);
  });
  writer.join();
  reader.join();
}

ExploreOptions Executions(int executions) {
  ExploreOptions options;
  options.executions = executions;
  return options;
}

TEST(Atomicity, AnUpdateComesBetweenThoughEveryAccessIsLocked) {
  const Report report = Explore(&TwoDeposits, Executions(200));
  ASSERT_THAT(report, FindsOnly(FindingKind::kAtomicityViolation));
  // In whatever way it is broken.
  EXPECT_THAT(report.findings, SizeIs(1));
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.detector, "atomicity");
  ASSERT_TRUE(finding.explanation);
  EXPECT_THAT(finding.explanation->headline,
              AllOf(HasSubstr(" begins Deposit at atomicity_test.cc:"),
                    HasSubstr(" reads LockedAccount::balance_ at "),
                    HasSubstr(" writes LockedAccount::balance_ at ")));
  ExploreOptions replay;
  replay.replay = finding.schedule;
  EXPECT_THAT(Explore(&TwoDeposits, replay),
              Finds(FindingKind::kAtomicityViolation));
}

TEST(Atomicity, OneLockAroundAllOfItMakesItOneStep) {
  EXPECT_THAT(Explore(&TwoLockedDeposits, Executions(200)), IsRaceFree());
}

TEST(Atomicity, TwoVariablesAreSeenTogetherOrNot) {
  EXPECT_THAT(Explore(&HalfOfIt, Executions(200)),
              FindsOnly(FindingKind::kAtomicityViolation));
}

TEST(Atomicity, AFunctionIsAStepWhereTheTestSaysSo) {
  ExploreOptions options = Executions(200);
  EXPECT_THAT(Explore(&TwoWithdrawals, options), IsRaceFree());
  options.atomic_functions = {"Withdraw"};
  const Report report = Explore(&TwoWithdrawals, options);
  ASSERT_THAT(report, FindsOnly(FindingKind::kAtomicityViolation));
  ASSERT_TRUE(report.findings[0].explanation);
  EXPECT_THAT(report.findings[0].explanation->headline,
              HasSubstr(" begins Withdraw at atomicity_test.cc:"));
}

TEST(Atomicity, OtherFunctionsAreNone) {
  ExploreOptions options = Executions(200);
  options.atomic_functions = {"racekit::TwoWithdrawals", "draw"};
  const Report report = Explore(&TwoWithdrawals, options);
  EXPECT_THAT(report, IsRaceFree());
  ASSERT_TRUE(report.explored);
  EXPECT_THAT(report.explored->notes,
              ElementsAre(HasSubstr("no code of a function 'draw'")));
}

TEST(Atomicity, NobodyLooksWhereTheDetectorIsOff) {
  ExploreOptions options = Executions(200);
  std::string error;
  ASSERT_TRUE(
      detectors::ParseDetectors("-atomicity", options.detectors, error));
  EXPECT_THAT(Explore(&TwoDeposits, options), IsRaceFree());
}

}  // namespace
}  // namespace racekit
