// Objects with mistakes from the literature are found out and made small, their
// twins are let alone.

#include "harness/linearizable_test.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/harness/linearizable/descriptions.h"
#include "tests/harness/linearizable/objects.h"

namespace racekit {
namespace {

using objects::DescribeBlockingQueue;
using objects::DescribeMap;
using objects::DescribeQueue;
using objects::DescribeStack;
using objects::IntMap;

using internal::CallScenario;
using internal::LinearizableResult;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;

void ExpectSmall(const CallScenario& scenario) {
  EXPECT_LE(scenario.threads.size(), 3);
  for (const auto& calls : scenario.threads) EXPECT_LE(calls.size(), 2);
}

std::string NoteWith(const Finding& finding, const std::string& text) {
  for (const std::string& note : finding.notes) {
    if (note.find(text) != std::string::npos) return note;
  }
  return "";
}

TEST(Linearizable, ARingThatPublishesEarlyIsFoundOut) {
  LinearizableTest<objects::RingBuffer<true>, std::deque<int>> test;
  DescribeQueue(test);
  const LinearizableResult result = test.Find();
  ASSERT_FALSE(result.report.ok());
  const Finding& finding = result.report.findings.front();
  EXPECT_EQ(finding.kind, FindingKind::kNotLinearizable);
  ExpectSmall(result.scenario);
  EXPECT_EQ(NoteWith(finding, "the calls: "),
            "the calls: try_pop() beside push(1) (found in program " +
                std::to_string(result.scenarios) + ", after " +
                std::to_string(result.executions) + " executions)");
  const std::string column(32, ' ');
  EXPECT_EQ(NoteWith(finding, "in time"),
            "the calls in time:\n    main" + std::string(28, ' ') + "T1" +
                std::string(30, ' ') + "T2\n    " + column + column +
                "push(1) begins\n    " + column + "try_pop() = 0\n    " +
                column + column + "push(1)");
}

TEST(Linearizable, ATreiberStackWithoutTagsIsFoundOut) {
  LinearizableTest<objects::TreiberStack<false>, std::vector<int>> test;
  DescribeStack(test);
  const LinearizableResult result = test.Scenarios(400).Find();
  ASSERT_FALSE(result.report.ok());
  EXPECT_EQ(result.report.findings.front().kind, FindingKind::kNotLinearizable);
  ExpectSmall(result.scenario);
}

TEST(Linearizable, AMapThatLooksAndThenInsertsIsFoundOut) {
  LinearizableTest<objects::LockedMap<false>, IntMap> test;
  DescribeMap(test);
  const LinearizableResult result = test.Find();
  ASSERT_FALSE(result.report.ok());
  const Finding& finding = result.report.findings.front();
  EXPECT_EQ(finding.kind, FindingKind::kNotLinearizable);
  EXPECT_THAT(finding.message, HasSubstr("T1 insert(1, 1) = true"));
  EXPECT_THAT(finding.message, HasSubstr("T2 insert(1, 1) = true"));
  EXPECT_EQ(result.scenario.All().size(), 2);
}

TEST(Linearizable, AQueueThatForgetsToNotifyIsFoundOut) {
  LinearizableTest<objects::BlockingQueue<false>, std::deque<int>> test;
  DescribeBlockingQueue(test);
  const LinearizableResult result = test.Find();
  ASSERT_FALSE(result.report.ok());
  EXPECT_EQ(result.report.findings.front().kind, FindingKind::kDeadlock);
}

TEST(Linearizable, TheSameSeedFindsTheSame) {
  const auto find = [] {
    LinearizableTest<objects::LockedMap<false>, IntMap> test;
    DescribeMap(test);
    return test.Find();
  };
  const LinearizableResult once = find();
  const LinearizableResult again = find();
  ASSERT_FALSE(once.report.ok());
  EXPECT_EQ(once.executions, again.executions);
  EXPECT_EQ(once.report.findings.front().schedule,
            again.report.findings.front().schedule);
  EXPECT_EQ(once.report.findings.front().notes,
            again.report.findings.front().notes);
}

// Reads come late, to a thread that has not written itself.
TEST(Linearizable, AWeakerCriterionAllowsMore) {
  struct Cached {
    std::atomic<int> value{0};
    void Set(int to) { value = to; }
    int Get() {
      thread_local int seen = 0;
      return seen;
    }
  };
  const auto is_ok = [](linearizability::Criterion criterion) {
    LinearizableTest<Cached, int> test;
    test.Operation(
            "set", [](Cached& cached, int to) { cached.Set(to); },
            [](int& value, int to) { value = to; }, Between(1, 1))
        .Operation(
            "get", [](Cached& cached) { return cached.Get(); },
            [](int& value) { return value; })
        .Criterion(criterion)
        .Calls(1)
        .CallsOutside(1);
    return test.Find().report.ok();
  };
  EXPECT_FALSE(is_ok(linearizability::Criterion::kLinearizable));
  EXPECT_FALSE(is_ok(linearizability::Criterion::kQuiescentlyConsistent));
}

}  // namespace
}  // namespace racekit
