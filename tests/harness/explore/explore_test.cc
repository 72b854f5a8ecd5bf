// What Explore() finds in small programs, and that it is silent about their
// fixed twins.

#include "harness/explore.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

TEST(Explore, FindsADataRaceInTheFirstExecution) {
  const Report report = Explore(
      [] {
        int value = 0;
        OnTwoThreads([&] { ++value; });
      },
      Executions(1));
  EXPECT_THAT(report, Finds(FindingKind::kDataRace));
}

TEST(Explore, IsSilentAboutTheSameUnderAMutex) {
  const Report report = Explore(
      [] {
        int value = 0;
        std::mutex mutex;
        OnTwoThreads([&] {
          const std::lock_guard<std::mutex> lock(mutex);
          ++value;
        });
        EXPECT_EQ(value, 2);
      },
      Executions(200));
  EXPECT_THAT(report, IsRaceFree());
  EXPECT_EQ(report.executions, 200);
}

TEST(Explore, ARaceNamesBothLines) {
  const Report report = Explore(
      [] {
        int value = 0;
        OnTwoThreads([&] { value = 1; });
      },
      Executions(1));
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding& race = report.findings[0];
  ASSERT_EQ(race.accesses.size(), 2u);
  for (const Access& access : race.accesses) {
    EXPECT_EQ(access.kind, AccessKind::kWrite);
    EXPECT_EQ(access.size, 4);
    ASSERT_FALSE(access.stack.empty());
    EXPECT_THAT(access.stack[0].file, testing::HasSubstr("explore_test.cc"));
    EXPECT_GT(access.stack[0].line, 0);
  }
}

// After a data race is known, threads meet between its accesses.
TEST(Explore, FindsTheLostUpdateBehindADataRace) {
  const Report report = Explore(
      []() -> std::string {
        int value = 0;
        OnTwoThreads([&] { ++value; });
        return value == 2 ? "" : "lost";
      },
      FindingKind::kLostUpdate, Executions(20));
  EXPECT_THAT(report, Finds(FindingKind::kLostUpdate));
}

TEST(Explore, FindsALostUpdateOfAtomics) {
  const Report report = Explore(
      [] {
        std::atomic<int> value{0};
        OnTwoThreads([&] { value.store(value.load() + 1); });
        EXPECT_EQ(value, 2);
      },
      Executions(50));
  EXPECT_THAT(report, FindsOnly(FindingKind::kAssertion));
  EXPECT_GT(report.failed_executions, 0);
}

// Wherever they fail: on the body's thread, on those it starts, and on theirs.
TEST(Explore, AssertionsFailOnEveryThread) {
  const Report report = Explore(
      [] {
        std::thread child([] {
          std::thread grandchild([] { EXPECT_EQ(1, 2) << "grandchild"; });
          grandchild.join();
          [] { ASSERT_EQ(1, 2) << "child"; }();
          ADD_FAILURE() << "an ASSERT leaves its function alone";
        });
        child.join();
        EXPECT_EQ(1, 2) << "body";
      },
      Executions(1));
  EXPECT_THAT(report, FindsOnly(FindingKind::kAssertion));
  ASSERT_EQ(report.findings.size(), 4u);
  EXPECT_EQ(report.failed_executions, 1);
}

TEST(Explore, FindsADeadlockAndSaysWhoHoldsWhat) {
  const Report report = Explore(
      [] {
        std::mutex a;
        std::mutex b;
        std::thread thread([&] {
          const std::lock_guard<std::mutex> first(a);
          const std::lock_guard<std::mutex> second(b);
        });
        {
          const std::lock_guard<std::mutex> first(b);
          const std::lock_guard<std::mutex> second(a);
        }
        thread.join();
      },
      Executions(50));
  ASSERT_THAT(report, FindsOnly(FindingKind::kDeadlock));
  EXPECT_THAT(report.findings[0].message,
              testing::HasSubstr("main waits for mutex"));
  EXPECT_THAT(report.findings[0].message, testing::HasSubstr("held by T1"));
}

TEST(Explore, FindsAWakeupThatCameTooEarly) {
  const Report report = Explore(
      [] {
        std::mutex mutex;
        std::condition_variable condition;
        std::thread thread([&] { condition.notify_one(); });
        {
          std::unique_lock<std::mutex> lock(mutex);
          condition.wait(lock);
        }
        thread.join();
      },
      Executions(50));
  EXPECT_THAT(report, Finds(FindingKind::kDeadlock));
}

TEST(Explore, FindsAThreadThatOutlivesTheBody) {
  const Report report = Explore(
      [] {
        auto* mutex = new std::mutex;  // for ever: the thread waits for it
        mutex->lock();
        std::thread([mutex] { mutex->lock(); }).detach();
      },
      Executions(3));
  EXPECT_THAT(report, Finds(FindingKind::kLeakedThread));
}

// It ends, but later than the body: what it uses may be gone.
TEST(Explore, FindsAThreadThatGoesOnAfterTheBody) {
  static std::atomic<int> n;
  const Report report =
      Explore([] { std::thread([] { ++n; }).detach(); }, Executions(50));
  ASSERT_THAT(report, FindsOnly(FindingKind::kLeakedThread));
  EXPECT_THAT(report.findings[0].message,
              testing::HasSubstr("T1 was still running"));
}

TEST(Explore, IsSilentAboutADetachedThreadThatIsWaitedFor) {
  static std::atomic<bool> done;
  const Report report = Explore(
      [] {
        done = false;
        std::thread([] {
          done = true;
          done.notify_one();
        }).detach();
        done.wait(false);
      },
      Executions(50));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Explore, FindsALivelock) {
  const Report report = Explore(
      [] {
        std::atomic<bool> stop{false};
        std::thread thread([&] {
          while (!stop) {
          }
        });
        thread.join();
      },
      Executions(1));
  EXPECT_THAT(report, FindsOnly(FindingKind::kLivelock));
}

// Nobody else can run, and the flag stays as it is: that is no spinning.
TEST(Explore, WhoLooksAtAFlagWhileItWorksIsNoLivelock) {
  const Report report = Explore(
      [] {
        std::atomic<bool> cancelled{false};
        std::vector<int> work(16);
        std::thread thread([&] {
          for (std::size_t i = 0; i < 5000 && !cancelled; ++i) {
            work[i % work.size()] += 1;
          }
        });
        thread.join();
        EXPECT_GT(work[0], 300);
      },
      Executions(3));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Explore, WaitsForASpinnerThatSomebodyFrees) {
  const Report report = Explore(
      [] {
        std::atomic<bool> stop{false};
        std::thread thread([&] {
          while (!stop) {
          }
        });
        stop = true;
        thread.join();
      },
      Executions(100));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Explore, StopsAtTheStepLimit) {
  ExploreOptions options = Executions(1);
  options.max_steps = 1000;
  const Report report = Explore(
      [] {
        std::atomic<int> n{0};
        std::thread thread([&] {
          for (;;) ++n;
        });
        thread.join();
      },
      options);
  EXPECT_THAT(report, FindsOnly(FindingKind::kStepLimit));
}

TEST(Explore, FindsAnException) {
  const Report report = Explore([] { throw 1; }, Executions(1));
  EXPECT_THAT(report, FindsOnly(FindingKind::kCrash));
}

TEST(Explore, MemoryGivenFromThreadToThreadIsNoRace) {
  const Report report = Explore(
      [] {
        OnTwoThreads([] {
          for (int i = 0; i < 3; ++i) *std::make_unique<int>() = i;
        });
      },
      Executions(100));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Explore, PublicationNeedsRelease) {
  const auto publish = [](std::memory_order order) {
    return Explore(
        [order] {
          std::unique_ptr<int> owner;
          std::atomic<int*> pointer{nullptr};
          std::thread writer([&] {
            owner = std::make_unique<int>(1);
            pointer.store(owner.get(), order);
          });
          std::thread reader([&] {
            const int* value = pointer.load(std::memory_order_acquire);
            if (value != nullptr) {
              EXPECT_EQ(*value, 1);
            }
          });
          writer.join();
          reader.join();
        },
        Executions(100));
  };
  EXPECT_THAT(publish(std::memory_order_relaxed),
              Finds(FindingKind::kDataRace));
  EXPECT_THAT(publish(std::memory_order_release), IsRaceFree());
}

// The same seed: the same executions, so the same counts and messages.
TEST(Explore, IsDeterministicInBothThreadModes) {
  const auto explore = [](ControlledThreads threads) {
    ExploreOptions options = Executions(100);
    options.threads = threads;
    const Report report = Explore(
        []() -> std::string {
          int value = 0;
          OnTwoThreads([&] { ++value; });
          return "counter is " + std::to_string(value);
        },
        FindingKind::kLostUpdate, options);
    std::string text;
    for (const Finding& finding : report.findings) {
      text += finding.fingerprint + " " + finding.message + " " +
              std::to_string(finding.count) + " " +
              std::to_string(finding.first_execution) + "\n";
    }
    return text;
  };
  const std::string once = explore(ControlledThreads::kFibers);
  EXPECT_EQ(explore(ControlledThreads::kFibers), once);
  EXPECT_EQ(explore(ControlledThreads::kReal), once);
}

thread_local int visits = 0;

TEST(Explore, ThreadLocalsBeginAnewInEachThreadOfEachExecution) {
  const Report report = Explore(
      [] {
        EXPECT_EQ(++visits, 1);
        OnTwoThreads([] { EXPECT_EQ(++visits, 1); });
      },
      Executions(10));
  EXPECT_THAT(report, IsRaceFree());
  EXPECT_EQ(visits, 0);
}

TEST(Explore, ManyThreads) {
  const Report report = Explore(
      [] {
        std::atomic<int> n{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 300; ++i) threads.emplace_back([&] { ++n; });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(n, 300);
      },
      Executions(2));
  EXPECT_THAT(report, IsRaceFree());
}

}  // namespace
}  // namespace racekit
