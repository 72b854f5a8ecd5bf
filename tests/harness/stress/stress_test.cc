// Stress(): what a body does wrong becomes a finding, and nothing else does.

#include "harness/stress.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/point.h"
#include "harness/stress/detail.h"

namespace racekit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Locked access by access, so that nothing but an update can be lost.
class AccessLockedCounter {
 public:
  void Increment() {
    const int value = Get();
    Set(value + 1);
  }
  int Get() {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }

 private:
  void Set(int value) {
    std::lock_guard<std::mutex> lock(mutex_);
    value_ = value;
  }

  std::mutex mutex_;
  int value_ = 0;
};

class LockedCounter {
 public:
  void Increment() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++value_;
  }
  int Get() {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }

 private:
  std::mutex mutex_;
  int value_ = 0;
};

template <typename Counter>
void TwoIncrements() {
  Counter counter;
  std::thread a([&] { counter.Increment(); });
  std::thread b([&] { counter.Increment(); });
  a.join();
  b.join();
  EXPECT_EQ(counter.Get(), 2);
}

StressOptions Runs(int runs) {
  StressOptions options;
  options.runs = runs;
  options.time = absl::InfiniteDuration();
  return options;
}

TEST(StressTest, FindsALostUpdate) {
  constexpr int kRuns = 400;
  const Report report = Stress(TwoIncrements<AccessLockedCounter>, Runs(kRuns));
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::kAssertion);
  EXPECT_THAT(finding.message, HasSubstr("stress_test.cc:"));
  EXPECT_THAT(finding.message, HasSubstr("counter.Get()"));
  EXPECT_EQ(finding.count, report.failed_executions);
  EXPECT_GE(finding.first_execution, 1);
  EXPECT_EQ(report.executions, kRuns);
  EXPECT_EQ(report.injected.runs, kRuns);
  EXPECT_EQ(report.injected.failures, report.failed_executions);
  EXPECT_FALSE(report.plain.has_value());
  // The lock alone lets it happen once in some thousand runs; injected sleeps
  // in one of three to twelve, depending on the machine and its load.
  EXPECT_GE(report.failed_executions, 10);
}

TEST(StressTest, FixedTwinIsSilent) {
  const Report report = Stress(TwoIncrements<LockedCounter>, Runs(100));
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.executions, 100);
  EXPECT_EQ(report.failed_executions, 0);
}

TEST(StressTest, ComparesWithAndWithoutInjection) {
  StressOptions options = Runs(100);
  options.compare_without_injection = true;
  const Report report = Stress(TwoIncrements<AccessLockedCounter>, options);
  ASSERT_TRUE(report.plain.has_value());
  EXPECT_EQ(report.injected.runs, 100);
  EXPECT_EQ(report.plain->runs, 100);
  EXPECT_EQ(report.executions, 200);
  EXPECT_EQ(report.failed_executions,
            report.injected.failures + report.plain->failures);
  EXPECT_GT(report.injected.failures, 2 * report.plain->failures);
}

TEST(StressTest, ObservationBecomesAFindingOfTheGivenKind) {
  int run = 0;  // the worker's copy counts
  const Report report = Stress(
      [&]() -> std::string {
        return ++run % 2 == 0 ? "counter is 1, not 2" : "";
      },
      FindingKind::kLostUpdate, Runs(10));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kLostUpdate);
  EXPECT_EQ(report.findings[0].message, "counter is 1, not 2");
  EXPECT_EQ(report.findings[0].count, 5);
  EXPECT_EQ(report.findings[0].first_execution, 2);
  EXPECT_EQ(run, 0);
}

TEST(StressTest, AssertionsOnAnyThreadCount) {
  const Report report =
      Stress([] { std::thread([] { ADD_FAILURE() << "over there"; }).join(); },
             Runs(3));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0].message, HasSubstr("over there"));
  EXPECT_EQ(report.findings[0].count, 3);
}

TEST(StressTest, AssertionsAreToldApartByLine) {
  const Report report = Stress(
      [] {
        EXPECT_TRUE(false);
        ASSERT_TRUE(false);
        EXPECT_TRUE(false) << "not reached";
      },
      Runs(2));
  EXPECT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.failed_executions, 2);
}

TEST(StressTest, HangIsStoppedAndTheNextRunsGoOn) {
  std::atomic<int> run{0};
  StressOptions options = Runs(4);
  options.run_timeout = absl::Milliseconds(300);
  const absl::Time start = absl::Now();
  const Report report = Stress(
      [&] {
        // A worker starts from the parent's copy, so each hangs in its second
        // run.
        if (++run == 2) {
          for (;;) pause();
        }
      },
      options);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kHang);
  EXPECT_THAT(report.findings[0].message, HasSubstr("300ms"));
  EXPECT_EQ(report.findings[0].first_execution, 2);
  EXPECT_EQ(report.findings[0].count, 2);
  EXPECT_EQ(report.executions, 4);
  EXPECT_EQ(report.failed_executions, 2);
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST(StressTest, HangThatIgnoresTermIsKilled) {
  StressOptions options = Runs(1);
  options.run_timeout = absl::Milliseconds(200);
  options.kill_grace = absl::Milliseconds(100);
  const Report report = Stress(
      [] {
        signal(SIGTERM, SIG_IGN);
        for (;;) pause();
      },
      options);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kHang);
}

std::atomic<int> holding{0};

[[gnu::noinline]] void LockBoth(std::mutex& a, std::mutex& b) {
  std::lock_guard<std::mutex> lock_a(a);
  ++holding;
  while (holding != 2) std::this_thread::yield();
  std::lock_guard<std::mutex> lock_b(b);
}

TEST(StressTest, DeadlockIsAHangThatSaysWhereThreadsWait) {
  StressOptions options = Runs(1);
  options.run_timeout = absl::Milliseconds(500);
  const Report report = Stress(
      [] {
        std::mutex first;
        std::mutex second;
        std::thread one([&] { LockBoth(first, second); });
        std::thread two([&] { LockBoth(second, first); });
        one.join();
        two.join();
      },
      options);
  const auto hang = std::find_if(
      report.findings.begin(), report.findings.end(),
      [](const Finding& f) { return f.kind == FindingKind::kHang; });
  ASSERT_NE(hang, report.findings.end());
  ASSERT_EQ(hang->accesses.size(), 3u);  // T1, T2 and the one that joins them
  const auto in_lock_both = std::count_if(
      hang->accesses.begin(), hang->accesses.end(), [](const Access& access) {
        return std::any_of(
            access.stack.begin(), access.stack.end(), [](const Frame& frame) {
              return absl::StrContains(frame.function, "LockBoth");
            });
      });
  EXPECT_EQ(in_lock_both, 2);
}

[[gnu::noinline]] void WriteToNowhere() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

TEST(StressTest, SegmentationFaultIsACrash) {
  const Report report =
      Stress([] { std::thread([] { WriteToNowhere(); }).join(); }, Runs(2));
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::kCrash);
  EXPECT_THAT(finding.message, HasSubstr("SIGSEGV"));
  EXPECT_THAT(finding.message, HasSubstr("thread T1"));
  EXPECT_EQ(finding.count, 2);
  ASSERT_EQ(finding.accesses.size(), 1u);
  bool names_the_culprit = false;
  for (const Frame& frame : finding.accesses[0].stack) {
    names_the_culprit |= absl::StrContains(frame.function, "WriteToNowhere") &&
                         absl::EndsWith(frame.file, "stress_test.cc") &&
                         frame.line > 0;
  }
  EXPECT_TRUE(names_the_culprit);
}

TEST(StressTest, StackOverflowOnAnyThreadIsACrash) {
  struct Recurse {
    static int Down(int n) {
      volatile char frame[1000];
      frame[0] = static_cast<char>(n);
      return n == -1 ? 0 : Down(n + 1) + frame[0];
    }
  };
  const Report report =
      Stress([] { std::thread([] { Recurse::Down(0); }).join(); }, Runs(1));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kCrash);
}

TEST(StressTest, AbortIsACrash) {
  const Report report = Stress([] { std::abort(); }, Runs(1));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kCrash);
  EXPECT_THAT(report.findings[0].message, HasSubstr("SIGABRT"));
}

TEST(StressTest, ExceptionOnTheBodysThreadIsACrash) {
  const Report report =
      Stress([] { throw std::runtime_error("no money"); }, Runs(2));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kCrash);
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("std::runtime_error: no money"));
  EXPECT_EQ(report.findings[0].count, 2);
}

TEST(StressTest, ExceptionOnAnotherThreadIsACrash) {
  const Report report = Stress(
      [] { std::thread([] { throw std::runtime_error("no money"); }).join(); },
      Runs(1));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kCrash);
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("std::runtime_error: no money"));
}

TEST(StressTest, ExitIsUnexpected) {
  for (void (*const exit_with)(int) : {&std::exit, &std::_Exit}) {
    const Report report = Stress([=] { exit_with(3); }, Runs(2));
    ASSERT_EQ(report.findings.size(), 1u);
    EXPECT_EQ(report.findings[0].kind, FindingKind::kUnexpectedExit);
    EXPECT_THAT(report.findings[0].message, HasSubstr("exit status 3"));
    EXPECT_EQ(report.executions, 2);
  }
}

TEST(StressTest, ExitWithSuccessIsUnexpectedToo) {
  const Report report = Stress([] { std::_Exit(0); }, Runs(1));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kUnexpectedExit);
}

TEST(StressTest, LeakedThreadIsAFinding) {
  const Report report = Stress(
      [] {
        std::thread([] {
          for (;;) pause();
        }).detach();
      },
      Runs(2));
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, FindingKind::kLeakedThread);
  EXPECT_EQ(report.findings[0].count, 2);
}

TEST(StressTest, ThreadThatEndsByPthreadExitIsNotLeaked) {
  const Report report = Stress(
      [] { std::thread([] { pthread_exit(nullptr); }).join(); }, Runs(2));
  EXPECT_THAT(report.findings, IsEmpty());
}

TEST(StressTest, EarlierFindingsSurviveACrash) {
  std::atomic<int> run{0};
  const Report report = Stress(
      [&] {
        EXPECT_NE(++run, 1) << "an ordinary failure";
        if (run == 3) std::abort();
      },
      Runs(3));
  std::vector<FindingKind> kinds;
  for (const Finding& finding : report.findings) kinds.push_back(finding.kind);
  EXPECT_THAT(kinds, ElementsAre(FindingKind::kAssertion, FindingKind::kCrash));
}

TEST(StressTest, StopsAtFirst) {
  std::atomic<int> run{0};
  StressOptions options = Runs(100);
  options.stop_at_first = true;
  const Report report = Stress([&] { EXPECT_LT(++run, 5); }, options);
  EXPECT_EQ(report.executions, 5);
  EXPECT_EQ(report.failed_executions, 1);
}

TEST(StressTest, TimeEndsTheRuns) {
  StressOptions options;
  options.runs = 0;
  options.time = absl::Milliseconds(100);
  const Report report = Stress([] {}, options);
  EXPECT_GE(report.executions, 1);
  EXPECT_GE(report.seconds, 0.1);
  EXPECT_LT(report.seconds, 10);
}

TEST(StressTest, ABodyThatNeedsThreadsAndHasNoneIsAFinding) {
  StressOptions options = Runs(2);
  options.require_threads = true;
  const Report without = Stress([] {}, options);
  ASSERT_EQ(without.findings.size(), 1u);
  EXPECT_EQ(without.findings[0].kind, FindingKind::kNothingControlled);
  EXPECT_TRUE(Stress([] { std::thread([] {}).join(); }, options).ok());
}

TEST(StressTest, NoProcessIsLeftBehind) {
  int pipe_fds[2];
  ASSERT_EQ(pipe(pipe_fds), 0);
  Stress(
      [&] {
        // A grandchild that would live for ever, and hold the pipe open.
        if (fork() == 0) {
          for (;;) pause();
        }
      },
      Runs(3));
  close(pipe_fds[1]);
  char byte;
  EXPECT_EQ(read(pipe_fds[0], &byte, 1), 0);  // else it would wait
  close(pipe_fds[0]);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);  // not even a zombie
}

TEST(StressTest, WithoutIsolationTheBodyRunsHere) {
  StressOptions options = Runs(3);
  options.isolation = Isolation::kNone;
  int runs = 0;
  const Report report = Stress([&] { EXPECT_NE(++runs, 2); }, options);
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(report.failed_executions, 1);
}

TEST(StressTest, SameSeedMakesTheSameDecisions) {
  const auto delays = [](std::uint64_t seed) {
    StressOptions options = Runs(20);
    options.seed = seed;
    return internal::StressInDetail(
               []() -> std::string {
                 for (int i = 0; i < 2; ++i) {
                   std::thread([] {
                     for (int i = 0; i < 20; ++i) RACEKIT_POINT("work");
                   }).join();
                 }
                 return "";
               },
               FindingKind::kOther, options)
        .counts.delays;
  };
  const std::int64_t first = delays(7);
  EXPECT_GT(first, 0);
  EXPECT_EQ(first, delays(7));
  EXPECT_NE(first, delays(8));
}

TEST(StressTest, ReportsTheSeed) {
  StressOptions options = Runs(1);
  options.seed = 0x5eed;
  EXPECT_EQ(Stress([] {}, options).seed, 0x5eedu);
}

TEST(StressTest, ManyLockOperationsEndQuickly) {
  const Report report = Stress(
      [] {
        LockedCounter counter;
        const auto work = [&] {
          for (int i = 0; i < 100'000; ++i) counter.Increment();
        };
        std::thread a(work);
        std::thread b(work);
        a.join();
        b.join();
        EXPECT_EQ(counter.Get(), 200'000);
      },
      Runs(3));
  EXPECT_THAT(report.findings, IsEmpty());
}

}  // namespace
}  // namespace racekit
