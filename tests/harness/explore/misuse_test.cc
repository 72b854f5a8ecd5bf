// Locks and condition variables used as nobody may: named, with lines.

#include <pthread.h>

#include <memory>
#include <mutex>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"

namespace racekit {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

ExploreOptions Few() {
  ExploreOptions options;
  options.executions = 20;
  return options;
}

const Finding* FindMisuse(const Report& report) {
  for (const Finding& finding : report.findings) {
    if (finding.kind == FindingKind::kMutexMisuse) return &finding;
  }
  return nullptr;
}

std::mutex gate;

void UnlocksAnothersMutex() {
  std::thread taker([] { gate.lock(); });
  taker.join();
  std::thread giver([] { gate.unlock(); });
  giver.join();
}

TEST(Misuse, IsNamedWithItsLines) {
  const Report report = Explore(&UnlocksAnothersMutex, Few());
  const Finding* finding = FindMisuse(report);
  ASSERT_NE(finding, nullptr);
  // The one ends with it, the other gives it up.
  EXPECT_THAT(report.findings,
              Contains(Field(&Finding::message,
                             HasSubstr("a thread ends and still holds"))));
  EXPECT_THAT(report.findings,
              Contains(Field(&Finding::message,
                             AllOf(HasSubstr("given up by a thread that does "
                                             "not hold it"),
                                   HasSubstr("T2 unlocks at "
                                             "misuse_test.cc:40")))));
  ASSERT_TRUE(finding->explanation);
  EXPECT_THAT(finding->explanation->headline, HasSubstr(" gate at "));
}

TEST(Misuse, AWaitWithoutTheMutex) {
  const Report report = Explore(
      [] {
        pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
        std::thread notifier([&] {
          pthread_mutex_lock(&mutex);
          pthread_cond_signal(&condition);
          pthread_mutex_unlock(&mutex);
        });
        timespec soon = {};
        pthread_cond_timedwait(&condition, &mutex, &soon);
        pthread_mutex_unlock(&mutex);
        notifier.join();
      },
      Few());
  const Finding* finding = FindMisuse(report);
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message, HasSubstr("without holding the mutex"));
}

TEST(Misuse, ALockThatIsFreedWhileHeld) {
  const Report report = Explore(
      [] {
        auto mutex = std::make_unique<std::mutex>();
        std::thread owner([&] {
          mutex->lock();
          mutex.reset();
        });
        owner.join();
      },
      Few());
  const Finding* finding = FindMisuse(report);
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message,
              HasSubstr("a lock's memory is freed while it is held"));
}

TEST(Misuse, RightUseIsSilent) {
  const Report report = Explore(
      [] {
        auto mutex = std::make_unique<std::recursive_timed_mutex>();
        std::thread one([&] {
          const std::lock_guard<std::recursive_timed_mutex> lock(*mutex);
          const std::lock_guard<std::recursive_timed_mutex> again(*mutex);
        });
        std::thread other([&] {
          if (mutex->try_lock()) mutex->unlock();
        });
        one.join();
        other.join();
      },
      Few());
  EXPECT_TRUE(report.ok());
}

}  // namespace
}  // namespace racekit
