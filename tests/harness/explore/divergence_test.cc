// Bodies that depend on more than the order of their threads are told so.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// A counter that the body leaves changed, and on which it depends.
TEST(Divergence, AGlobalThatGrows) {
  static int executions;
  executions = 0;
  const Report report = Explore(
      [] {
        const int rounds = ++executions % 3;
        std::atomic<int> n{0};
        OnTwoThreads([&] {
          for (int i = 0; i < rounds; ++i) ++n;
        });
      },
      Executions(10));
  ASSERT_THAT(report, FindsOnly(FindingKind::kDivergence));
  EXPECT_THAT(report.findings[0].message, HasSubstr("divergence_test.cc"));
  EXPECT_THAT(report.findings[0].notes,
              Contains(HasSubstr("RACEKIT_ISOLATION=fork")));
}

// What only the first execution does, the others do not test.
TEST(Divergence, AGlobalThatIsInitialisedOnceByHand) {
  static bool initialised;
  static std::mutex mutex;
  initialised = false;
  const Report report = Explore(
      [] {
        OnTwoThreads([] {
          const std::lock_guard<std::mutex> lock(mutex);
          if (initialised) return;
          std::atomic<int> work{0};
          ++work;
          initialised = true;
        });
      },
      Executions(10));
  ASSERT_THAT(report, FindsOnly(FindingKind::kDivergence));
}

TEST(Divergence, NotThatOfALibraryOrOfAStaticVariable) {
  static std::once_flag flag;
  const Report report = Explore(
      [] {
        OnTwoThreads([] {
          static const auto* const value = new std::string("made once");
          EXPECT_EQ(value->size(), 9u);
          std::call_once(flag, [] {
            std::atomic<int> work{0};
            ++work;
          });
        });
      },
      Executions(20));
  EXPECT_THAT(report, IsRaceFree());
}

TEST(Divergence, AFindingThatDoesNotShowAgain) {
  static int executions;
  executions = 0;
  const Report report = Explore(
      [] {
        OnTwoThreads([] {});
        EXPECT_NE(++executions, 9);
      },
      Executions(20));
  EXPECT_THAT(report, Finds(FindingKind::kAssertion));
  ASSERT_THAT(report, Finds(FindingKind::kDivergence));
}

TEST(Divergence, NoneWhereTheBodyCleansUp) {
  static int global;
  const Report report = Explore(
      [] {
        std::mutex mutex;
        OnTwoThreads([&] {
          const std::lock_guard<std::mutex> lock(mutex);
          ++global;
        });
        EXPECT_EQ(global, 2);
        global = 0;
      },
      Executions(50));
  EXPECT_THAT(report, IsRaceFree());
}

}  // namespace
}  // namespace racekit
