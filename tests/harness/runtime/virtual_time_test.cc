// Time in the controlled world: it costs nothing, and whatever could end by
// time does so in some executions and not in others.

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/functional/function_ref.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(VirtualTime, TenHoursCostNothing) {
  const absl::Time start = absl::Now();
  const Report report = Explore(
      [] {
        std::thread sleeper([] {
          const auto before = std::chrono::steady_clock::now();
          std::this_thread::sleep_for(std::chrono::hours(10));
          EXPECT_GE(std::chrono::steady_clock::now() - before,
                    std::chrono::hours(10));
        });
        sleep(3600);
        sleeper.join();
      },
      Executions(100));
  EXPECT_THAT(report, IsRaceFree());
  EXPECT_LT(absl::Now() - start, absl::Minutes(1));
}

TEST(VirtualTime, SleepersWakeInTheOrderOfTheirTimes) {
  const Report report = Explore(
      [] {
        std::atomic<int> order{0};
        std::thread late([&] {
          std::this_thread::sleep_for(std::chrono::hours(2));
          EXPECT_EQ(++order, 2);
        });
        std::thread early([&] {
          std::this_thread::sleep_for(std::chrono::hours(1));
          EXPECT_EQ(++order, 1);
        });
        late.join();
        early.join();
      },
      Executions(100));
  EXPECT_THAT(report, IsRaceFree());
}

// The outcomes of a body that says what it saw, over many executions.
std::set<std::string> Outcomes(absl::FunctionRef<std::string()> body) {
  std::set<std::string> outcomes;
  const Report report =
      Explore([&] { outcomes.insert(body()); }, Executions(300));
  EXPECT_THAT(report, IsRaceFree());
  return outcomes;
}

constexpr auto kBriefly = std::chrono::milliseconds(10);

TEST(VirtualTime, ATimedWaitMayExpireOrNot) {
  EXPECT_THAT(Outcomes([]() -> std::string {
                std::mutex mutex;
                std::condition_variable condition;
                bool ready = false;
                std::thread thread([&] {
                  const std::lock_guard<std::mutex> lock(mutex);
                  ready = true;
                  condition.notify_one();
                });
                std::unique_lock<std::mutex> lock(mutex);
                const bool in_time =
                    condition.wait_for(lock, kBriefly, [&] { return ready; });
                lock.unlock();
                thread.join();
                return in_time ? "in time" : "late";
              }),
              UnorderedElementsAre("in time", "late"));
}

TEST(VirtualTime, SoMayATimedLock) {
  EXPECT_THAT(Outcomes([]() -> std::string {
                std::timed_mutex mutex;
                std::string outcome;
                mutex.lock();
                std::thread thread([&] {
                  const bool locked = mutex.try_lock_for(kBriefly);
                  outcome = locked ? "in time" : "late";
                  if (locked) mutex.unlock();
                });
                std::this_thread::yield();
                mutex.unlock();
                thread.join();
                return outcome;
              }),
              UnorderedElementsAre("in time", "late"));
}

TEST(VirtualTime, SoMayAFuture) {
  EXPECT_THAT(Outcomes([]() -> std::string {
                std::promise<int> promise;
                std::future<int> future = promise.get_future();
                std::thread thread([&] { promise.set_value(1); });
                const bool ready =
                    future.wait_for(kBriefly) == std::future_status::ready;
                thread.join();
                return ready ? "in time" : "late";
              }),
              UnorderedElementsAre("in time", "late"));
}

TEST(VirtualTime, SoMayAPoll) {
  EXPECT_THAT(
      Outcomes([]() -> std::string {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        std::thread thread([&] { EXPECT_EQ(write(ends[1], "x", 1), 1); });
        pollfd fds = {ends[0], POLLIN, 0};
        const int ready = poll(&fds, 1, 10);
        thread.join();
        close(ends[0]);
        close(ends[1]);
        return ready == 1 ? "in time" : "late";
      }),
      UnorderedElementsAre("in time", "late"));
}

TEST(VirtualTime, ASleepMayBeShorterThanAnothersWork) {
  EXPECT_THAT(Outcomes([]() -> std::string {
                std::atomic<bool> done{false};
                std::thread thread([&] {
                  std::this_thread::yield();
                  done = true;
                });
                std::this_thread::sleep_for(kBriefly);
                const bool seen = done;
                thread.join();
                return seen ? "done" : "not yet";
              }),
              UnorderedElementsAre("done", "not yet"));
}

// Guards of minutes end by time only if nothing else can happen.
TEST(VirtualTime, LongGuardsDoNotExpireWhileOthersCanRun) {
  EXPECT_THAT(Outcomes([]() -> std::string {
                std::promise<int> promise;
                std::future<int> future = promise.get_future();
                std::thread thread([&] { promise.set_value(1); });
                const auto status = future.wait_for(std::chrono::minutes(1));
                thread.join();
                return status == std::future_status::ready ? "in time" : "late";
              }),
              UnorderedElementsAre("in time"));
}

TEST(Io, ADeadlockOnPipesIsFoundAtOnce) {
  const absl::Time start = absl::Now();
  const Report report = Explore(
      [] {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        std::thread thread([&] {
          char c;
          EXPECT_EQ(read(ends[0], &c, 1), 1);
        });
        thread.join();
      },
      Executions(20));
  ASSERT_THAT(report, FindsOnly(FindingKind::kDeadlock));
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("T1 waits for input (read)"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

// Somebody outside the world who answers.
class Echo {
 public:
  Echo() {
    EXPECT_EQ(pipe(to_), 0);
    EXPECT_EQ(pipe(from_), 0);
    thread_ = std::thread([this] {
      char c;
      while (read(to_[0], &c, 1) == 1 && c != '\0') {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        EXPECT_EQ(write(from_[1], &c, 1), 1);
      }
    });
  }
  ~Echo() {
    EXPECT_EQ(write(to_[1], "", 1), 1);
    thread_.join();
    for (int fd : {to_[0], to_[1], from_[0], from_[1]}) close(fd);
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  int to() const { return to_[1]; }
  int from() const { return from_[0]; }

 private:
  int to_[2];
  int from_[2];
  std::thread thread_;
};

TEST(Io, SomebodyOutsideTheWorldIsWaitedFor) {
  const Echo echo;
  const Report report = Explore(
      [&] {
        std::thread thread([&] { EXPECT_EQ(write(echo.to(), "x", 1), 1); });
        char c = 0;
        EXPECT_EQ(read(echo.from(), &c, 1), 1);
        EXPECT_EQ(c, 'x');
        thread.join();
      },
      Executions(20));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Io, WhereNobodyComesThatIsSaid) {
  const Echo echo;
  const Report report = Explore(
      [&] {
        std::thread thread([&] {
          char c;
          EXPECT_EQ(read(echo.from(), &c, 1), 1);
        });
        thread.join();
      },
      Executions(1));
  ASSERT_THAT(report, FindsOnly(FindingKind::kDeadlock));
  EXPECT_THAT(report.findings[0].message,
              HasSubstr("nor did anybody outside the body bring any"));
}

}  // namespace
}  // namespace racekit
