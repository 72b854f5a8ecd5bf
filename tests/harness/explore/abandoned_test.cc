// Executions that are abandoned leave memory and descriptors behind. However
// many there are, no process comes to have more and more of them.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

constexpr long kBytes = 64 << 10;

// The most that any execution saw, in memory shared with the processes in which
// they run.
struct Most {
  long pages = 0;
  int descriptor = 0;
  int failed = 0;  // to open one
  long executions = 0;
};

Most* ShareMost() {
  return new (mmap(nullptr, sizeof(Most), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Most;
}

long ResidentPages() {
  char text[128] = {};
  const int fd = open("/proc/self/statm", O_RDONLY);
  if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0) return 0;
  close(fd);
  long mapped = 0;
  long resident = 0;
  std::sscanf(text, "%ld %ld", &mapped, &resident);
  return resident;
}

// Both ends of a pipe, some memory, and a mutex that is locked twice.
void HoldsALotAndDeadlocks(Most* most) {
  ++most->executions;
  most->pages = std::max(most->pages, ResidentPages());
  const auto block = std::unique_ptr<char[]>(new char[kBytes]);
  for (long i = 0; i < kBytes; i += 4096) block[i] = 1;
  int ends[2];
  if (pipe(ends) != 0) {
    ++most->failed;
    return;
  }
  most->descriptor = std::max(most->descriptor, ends[1]);
  std::mutex mutex;
  OnTwoThreads([&] { mutex.lock(); });
  close(ends[0]);
  close(ends[1]);
}

class Abandoned : public ::testing::TestWithParam<Isolation> {};

INSTANTIATE_TEST_SUITE_P(Isolations, Abandoned,
                         ::testing::Values(Isolation::kChild,
                                           Isolation::kFork));

TEST_P(Abandoned, TenThousandDeadlocksTakeNoMoreThanAFew) {
  // A process for each is slower, and none has seen another.
  const int executions = GetParam() == Isolation::kFork ? 1000 : 10000;
  Most* const most = ShareMost();
  ExploreOptions options = Executions(executions);
  options.isolation = GetParam();
  options.shrink = 0;
  const Report report =
      Explore([most] { HoldsALotAndDeadlocks(most); }, options);
  EXPECT_THAT(report, Finds(FindingKind::kDeadlock));
  EXPECT_EQ(report.executions, executions);
  EXPECT_EQ(report.failed_executions, executions);
  EXPECT_GE(most->executions, executions);
  EXPECT_EQ(most->failed, 0);
  // All of it together would be 640 MB and 20,000 descriptors.
  EXPECT_LT(most->descriptor, 300);
  EXPECT_LT(most->pages * sysconf(_SC_PAGESIZE), 300 << 20);
  munmap(most, sizeof(Most));
}

// What was known to the process before is known to the one that goes on.
TEST(AbandonedInAChild, TheHuntGoesOnWhereItWas) {
  ExploreOptions options = Executions(2000);
  options.shrink = 0;
  const auto explore = [&](Isolation isolation, bool with_descriptors) {
    options.isolation = isolation;
    return Explore(
        [with_descriptors] {
          if (with_descriptors) open("/dev/null", O_RDONLY);
          std::mutex first;
          std::mutex second;
          int shared = 0;
          std::thread other([&] {
            const std::scoped_lock lock(second);
            const std::scoped_lock inner(first);
            ++shared;
          });
          {
            const std::scoped_lock lock(first);
            const std::scoped_lock inner(second);
            ++shared;
          }
          other.join();
          EXPECT_EQ(shared, 2);
        },
        options);
  };
  const Report here = explore(Isolation::kNone, false);
  const Report relieved = explore(Isolation::kChild, true);
  EXPECT_EQ(relieved.executions, here.executions);
  EXPECT_EQ(relieved.failed_executions, here.failed_executions);
  EXPECT_EQ(relieved.explored->distinct, here.explored->distinct);
  ASSERT_EQ(relieved.findings.size(), here.findings.size());
  for (std::size_t i = 0; i < here.findings.size(); ++i) {
    EXPECT_EQ(relieved.findings[i].message, here.findings[i].message);
    EXPECT_EQ(relieved.findings[i].count, here.findings[i].count);
    EXPECT_EQ(relieved.findings[i].schedule, here.findings[i].schedule);
  }
}

}  // namespace
}  // namespace racekit
