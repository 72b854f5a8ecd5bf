// Who waits must look again whether what it waited for is so.

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

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

struct Mailbox {
  std::mutex mutex;
  std::condition_variable filled;
  int letters = 0;

  void Put() {
    const std::lock_guard<std::mutex> lock(mutex);
    ++letters;
    filled.notify_one();
  }
  int TakeAfterOneLook() {
    std::unique_lock<std::mutex> lock(mutex);
    if (letters == 0) filled.wait(lock);
    return letters--;
  }
  int Take() {
    std::unique_lock<std::mutex> lock(mutex);
    filled.wait(lock, [&] { return letters > 0; });
    return letters--;
  }
  int TakeAfterSleep() {
    std::unique_lock<std::mutex> lock(mutex);
    filled.wait(lock);
    return letters--;
  }
};

template <int (Mailbox::*kTake)()>
void OneLetter() {
  Mailbox mailbox;
  std::thread reader([&] { EXPECT_EQ((mailbox.*kTake)(), 1); });
  mailbox.Put();
  reader.join();
}

ExploreOptions Options(const std::string& detectors = "default") {
  ExploreOptions options;
  options.executions = 100;
  std::string error;
  EXPECT_TRUE(detectors::ParseDetectors(detectors, options.detectors, error));
  return options;
}

class SpuriousWakeup : public testing::TestWithParam<Isolation> {};

INSTANTIATE_TEST_SUITE_P(, SpuriousWakeup,
                         testing::Values(Isolation::kNone, Isolation::kChild,
                                         Isolation::kFork));

TEST_P(SpuriousWakeup, ShowsThatThePredicateIsNotCheckedAgain) {
  ExploreOptions options = Options();
  options.isolation = GetParam();
  const Report report =
      Explore(&OneLetter<&Mailbox::TakeAfterOneLook>, options);
  ASSERT_THAT(report, FindsOnly(FindingKind::kAssertion));
  const Finding& finding = report.findings.front();
  EXPECT_THAT(finding.notes, Contains(HasSubstr("spurious wakeup")));
  ASSERT_TRUE(finding.explanation);
  ExploreOptions replay;
  replay.replay = finding.schedule;
  EXPECT_THAT(Explore(&OneLetter<&Mailbox::TakeAfterOneLook>, replay),
              Finds(FindingKind::kAssertion));
}

TEST_P(SpuriousWakeup, HarmsNobodyWhoLooksAgain) {
  ExploreOptions options = Options();
  options.isolation = GetParam();
  EXPECT_THAT(Explore(&OneLetter<&Mailbox::Take>, options), IsRaceFree());
}

TEST(SpuriousWakeups, DoNotHappenWhereNobodyAsksForThem) {
  EXPECT_THAT(Explore(&OneLetter<&Mailbox::TakeAfterOneLook>,
                      Options("-spurious-wakeup")),
              IsRaceFree());
}

// A wait that ends by itself would hide that nobody notifies any more.
TEST(SpuriousWakeups, DoNotHideALostWakeup) {
  const Report report =
      Explore(&OneLetter<&Mailbox::TakeAfterSleep>, Options());
  ASSERT_THAT(report, Finds(FindingKind::kDeadlock));
  for (const Finding& finding : report.findings) {
    if (finding.kind != FindingKind::kDeadlock) continue;
    EXPECT_THAT(finding.notes, Not(Contains(HasSubstr("spurious wakeup"))));
  }
}

}  // namespace
}  // namespace racekit
