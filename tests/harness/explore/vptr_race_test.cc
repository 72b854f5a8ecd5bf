// Virtual calls while an object is being made or destroyed.

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

struct Task {
  virtual ~Task() = default;
  virtual int Run() const { return 0; }
};

// The thread begins before the derived part of the object is there.
struct Started : Task {
  Started() : thread([this] { result = Run(); }) {}
  ~Started() override { thread.join(); }
  int Run() const override { return 1; }

  int result = 0;
  std::thread thread;
};

struct Urgent final : Started {
  int Run() const override { return 2; }
};

void CalledWhileItIsMade() {
  Urgent urgent;
  std::this_thread::yield();
}

TEST(VptrRace, IsNamedAsSuch) {
  ExploreOptions options;
  options.executions = 100;
  const Report report = Explore(&CalledWhileItIsMade, options);
  ASSERT_THAT(report, Finds(FindingKind::kDataRace));
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.location.name, "vptr of Task");
  EXPECT_THAT(finding.notes, Contains(HasSubstr("a virtual call comes while")));
  ASSERT_TRUE(finding.explanation);
  EXPECT_EQ(finding.explanation->headline, "data race on vptr of Task");
}

}  // namespace
}  // namespace racekit
