// Memory that is used after its end of life, though the two are in order: no
// data race, and wrong all the same.

#include <memory>
#include <mutex>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"

namespace racekit {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

struct Job {
  int result = 0;
};

// Whoever comes second, under the same lock, uses what the first has deleted.
void DeletesUnderALock() {
  std::mutex mutex;
  Job* job = new Job;
  std::thread reader([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    job->result = 1;
  });
  std::thread deleter([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    delete job;
  });
  reader.join();
  deleter.join();
}

void LooksBeforeItUses() {
  std::mutex mutex;
  auto job = std::make_unique<Job>();
  std::thread reader([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    if (job != nullptr) job->result = 1;
  });
  std::thread deleter([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    job.reset();
  });
  reader.join();
  deleter.join();
}

ExploreOptions Some() {
  ExploreOptions options;
  options.executions = 100;
  return options;
}

TEST(UseAfterFree, InOrderIsFoundWithBothPlaces) {
  const Report report = Explore(&DeletesUnderALock, Some());
  ASSERT_THAT(report.findings, SizeIs(1));
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.kind, FindingKind::kUseAfterFree);
  EXPECT_THAT(
      finding.message,
      HasSubstr("T2 frees the memory at use_after_free_test.cc:33, then "
                "T1 writes at use_after_free_test.cc:29"));
  ASSERT_TRUE(finding.explanation);
  EXPECT_THAT(finding.explanation->headline,
              HasSubstr("use after free: T2 frees "));
  EXPECT_THAT(finding.explanation->headline, HasSubstr("; T1 then writes "));
}

TEST(UseAfterFree, ATwinThatLooksFirstIsSilent) {
  EXPECT_THAT(Explore(&LooksBeforeItUses, Some()), IsRaceFree());
}

}  // namespace
}  // namespace racekit
