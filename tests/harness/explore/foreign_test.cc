// What racekit cannot see into is named.

#include <dlfcn.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"
#include "tests/runfile.h"

namespace racekit {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Foreign, ALibraryThatIsNotInstrumentedIsNamed) {
  void* library = dlopen(
      Runfile("tests/harness/explore/libuninstrumented.so").c_str(), RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  auto* add = reinterpret_cast<int (*)()>(dlsym(library, "UninstrumentedAdd"));
  ASSERT_NE(add, nullptr);
  const Report report =
      Explore([add] { OnTwoThreads([add] { add(); }); }, Executions(5));
  EXPECT_THAT(report.explored->notes,
              Contains(AllOf(HasSubstr("libuninstrumented.so"),
                             HasSubstr("not compiled with the test"))));
}

TEST(Foreign, AThreadThatIsNotControlledIsNoticed) {
  std::mutex mutex;
  std::atomic<bool> stop{false};
  std::thread outside([&] {
    while (!stop) {
      const std::lock_guard<std::mutex> lock(mutex);
    }
  });
  const auto explore = [] {
    return Explore(
        [] {
          std::mutex own;
          OnTwoThreads([&] {
            for (int i = 0; i < 50; ++i) {
              const std::lock_guard<std::mutex> lock(own);
            }
          });
        },
        Executions(300));
  };
  // When the kernel lets the other thread run is its own decision.
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  Report report = explore();
  while (report.explored->notes.empty() && absl::Now() < deadline) {
    report = explore();
  }
  stop = true;
  outside.join();
  EXPECT_THAT(report.explored->notes,
              Contains(HasSubstr("a thread that racekit does not control")));
}

TEST(Foreign, NothingIsSaidOfTheStandardLibrary) {
  const Report report = Explore(
      [] {
        std::mutex mutex;
        OnTwoThreads([&] { const std::lock_guard<std::mutex> lock(mutex); });
      },
      Executions(5));
  EXPECT_THAT(report.explored->notes, IsEmpty());
}

}  // namespace
}  // namespace racekit
