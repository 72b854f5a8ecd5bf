// Histories that a sequential object explains, and near twins that none does.

#include "detectors/linearizability/history.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/detectors/linearizability/history_util.h"

namespace racekit::linearizability {
namespace {

using testing::ElementsAre;

template <typename Spec>
struct Twin {
  std::string name;
  bool holds;
  History<Spec> history;
};

std::vector<Twin<Register>> Registers() {
  using H = History<Register>;
  return {
      {"nothing at all", true, H()},
      {"reads what was there", true, H().Add(1, 1, 2, Read(0))},
      {"reads what nobody wrote", false, H().Add(1, 1, 2, Read(7))},
      {"reads what was written before", true,
       H().Add(1, 1, 2, Write(1)).Add(2, 3, 4, Read(1))},
      {"reads the old value after a write has ended", false,
       H().Add(1, 1, 2, Write(1)).Add(2, 3, 4, Read(0))},
      {"reads the old value while a write is under way", true,
       H().Add(1, 1, 4, Write(1)).Add(2, 2, 3, Read(0))},
      {"reads the new value while a write is under way", true,
       H().Add(1, 1, 4, Write(1)).Add(2, 2, 3, Read(1))},
      {"new, then old, during one write", false,
       H().Add(1, 1, 6, Write(1)).Add(2, 2, 3, Read(1)).Add(2, 4, 5, Read(0))},
      {"old, then new, during one write", true,
       H().Add(1, 1, 6, Write(1)).Add(2, 2, 3, Read(0)).Add(2, 4, 5, Read(1))},
      {"two readers see two writes in two orders", false,
       H().Add(1, 1, 10, Write(1))
           .Add(2, 2, 11, Write(2))
           .Add(3, 3, 4, Read(1))
           .Add(3, 5, 6, Read(2))
           .Add(4, 3, 4, Read(2))
           .Add(4, 7, 8, Read(1))},
      {"a write that did not end was seen", true,
       H().Pending(1, 1, Write(1)).Add(2, 2, 3, Read(1))},
      {"a write that did not end was not seen", true,
       H().Pending(1, 1, Write(1)).Add(2, 2, 3, Read(0))},
      {"a write that did not end was seen, and then not", false,
       H().Pending(1, 1, Write(1)).Add(2, 2, 3, Read(1)).Add(2, 4, 5, Read(0))},
      {"a write was seen before it began", false,
       H().Add(2, 1, 2, Read(1)).Add(1, 3, 4, Write(1))},
  };
}

std::vector<Twin<Queue>> Queues() {
  using H = History<Queue>;
  return {
      {"first in, first out", true,
       H().Add(1, 1, 2, Push(1))
           .Add(1, 3, 4, Push(2))
           .Add(2, 5, 6, Pop(1))
           .Add(2, 7, 8, Pop(2))},
      {"last in, first out", false,
       H().Add(1, 1, 2, Push(1))
           .Add(1, 3, 4, Push(2))
           .Add(2, 5, 6, Pop(2))
           .Add(2, 7, 8, Pop(1))},
      {"pushed together, popped in either order", true,
       H().Add(1, 1, 3, Push(1))
           .Add(2, 2, 4, Push(2))
           .Add(1, 5, 6, Pop(2))
           .Add(2, 7, 8, Pop(1))},
      {"popped twice", false,
       H().Add(1, 1, 2, Push(1)).Add(1, 3, 5, Pop(1)).Add(2, 4, 6, Pop(1))},
      {"popped once, and empty for the other", true,
       H().Add(1, 1, 2, Push(1))
           .Add(1, 3, 5, Pop(1))
           .Add(2, 4, 6, Pop(std::nullopt))},
      {"empty though one was pushed before", false,
       H().Add(1, 1, 2, Push(1)).Add(2, 3, 4, Pop(std::nullopt))},
      {"empty while one is pushed", true,
       H().Add(1, 1, 4, Push(1)).Add(2, 2, 3, Pop(std::nullopt))},
      {"lost", false,
       H().Add(1, 1, 2, Push(1))
           .Add(2, 3, 4, Push(2))
           .Add(1, 5, 6, Pop(2))
           .Add(1, 7, 8, Pop(std::nullopt))},
      {"waited until something was there", true,
       H().Add(1, 1, 6, Take(1)).Add(2, 2, 3, Push(1))},
      {"did not wait", false, H().Add(1, 1, 2, Take(1)).Add(2, 3, 4, Push(1))},
      {"still waits, since nothing is there", true,
       H().Pending(1, 1, Take(1)).Add(2, 2, 3, Pop(std::nullopt))},
  };
}

template <typename Spec>
void CheckAll(const std::vector<Twin<Spec>>& twins) {
  for (const Twin<Spec>& twin : twins) {
    const Verdict verdict = twin.history.Check();
    EXPECT_EQ(verdict.holds(), twin.holds) << twin.name;
    EXPECT_NE(verdict.kind, Verdict::Kind::kUnknown) << twin.name;
    EXPECT_EQ(HoldsByBruteForce(twin.history, Criterion::kLinearizable),
              twin.holds)
        << twin.name;
  }
}

TEST(Linearizable, Registers) { CheckAll(Registers()); }
TEST(Linearizable, Queues) { CheckAll(Queues()); }

TEST(Linearizable, TheOrderExplainsTheResults) {
  const Verdict verdict = History<Register>()
                              .Add(1, 1, 8, Write(1))
                              .Add(2, 2, 3, Read(0))
                              .Add(2, 4, 5, Read(1))
                              .Check();
  EXPECT_THAT(verdict.order, ElementsAre(1, 0, 2));
}

TEST(Linearizable, WhereNoneDoesTheLongestIsToldThatExplainsSome) {
  const Verdict verdict = History<Register>()
                              .Add(1, 1, 2, Write(1))
                              .Add(2, 3, 4, Read(1))
                              .Add(2, 5, 6, Read(0))
                              .Check();
  EXPECT_EQ(verdict.kind, Verdict::Kind::kViolated);
  EXPECT_THAT(verdict.order, ElementsAre(0, 1));
}

TEST(Linearizable, TheLimitIsNoVerdict) {
  History<Register> history;
  for (int i = 0; i < 10; ++i) {
    history.Add(i, i, 100 + i, Write(i));
  }
  history.Add(11, 200, 201, Read(77));
  Specified<Register> model({}, history.steps);
  const Verdict verdict =
      CheckHistory(history.intervals, model, Criterion::kLinearizable, 50);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kUnknown);
  EXPECT_FALSE(verdict.holds());
}

// Dekker's: each thread writes and does not see the other's.
TEST(SequentiallyConsistent, AllowsWhatIsSeenLate) {
  const History<Register> late = History<Register>()
                                     .Add(1, 1, 2, Write(1))
                                     .Add(2, 3, 4, Read(0))
                                     .Add(2, 5, 6, Read(1));
  EXPECT_FALSE(late.Check().holds());
  EXPECT_TRUE(late.Check(Criterion::kSequentiallyConsistent).holds());
  const History<Register> back = History<Register>()
                                     .Add(1, 1, 2, Write(1))
                                     .Add(2, 3, 4, Read(1))
                                     .Add(2, 5, 6, Read(0));
  EXPECT_FALSE(back.Check(Criterion::kSequentiallyConsistent).holds());
}

TEST(QuiescentlyConsistent, AllowsAnyOrderAsLongAsSomethingIsUnderWay) {
  // Thread 1's own order is not kept, since 2's read bridges the gap.
  const History<Queue> busy = History<Queue>()
                                  .Add(2, 1, 10, Push(9))
                                  .Add(1, 2, 3, Push(1))
                                  .Add(1, 4, 5, Push(2))
                                  .Add(1, 11, 12, Pop(2))
                                  .Add(1, 13, 14, Pop(1));
  EXPECT_FALSE(busy.Check().holds());
  EXPECT_TRUE(busy.Check(Criterion::kQuiescentlyConsistent).holds());
  const History<Queue> quiet = History<Queue>()
                                   .Add(1, 2, 3, Push(1))
                                   .Add(1, 4, 5, Push(2))
                                   .Add(1, 11, 12, Pop(2))
                                   .Add(1, 13, 14, Pop(1));
  EXPECT_FALSE(quiet.Check(Criterion::kQuiescentlyConsistent).holds());
}

// A bag: which of its items comes out is not said.
TEST(Specified, MayBranch) {
  using Bag = Specified<Queue>;
  const auto put = [](int value) -> Bag::Branch {
    return [value](const Queue& from) {
      Queue to = from;
      to.items.push_back(value);
      return std::vector<Queue>{to};
    };
  };
  // Takes one, nobody knows which.
  const Bag::Branch drop = [](const Queue& from) {
    std::vector<Queue> all;
    for (std::size_t i = 0; i < from.items.size(); ++i) {
      Queue to = from;
      to.items.erase(to.items.begin() + static_cast<std::ptrdiff_t>(i));
      all.push_back(to);
    }
    return all;
  };
  const auto front_is = [](int value) -> Bag::Branch {
    return [value](const Queue& from) {
      return !from.items.empty() && from.items.front() == value
                 ? std::vector<Queue>{from}
                 : std::vector<Queue>();
    };
  };
  std::vector<Interval> intervals;
  for (int i = 0; i < 4; ++i) {
    Interval interval;
    interval.begin = 2 * i;
    interval.end = 2 * i + 1;
    intervals.push_back(interval);
  }
  for (const int left : {1, 2, 3}) {
    Bag bag({}, std::vector<Bag::Branch>{put(1), put(2), drop, front_is(left)});
    EXPECT_EQ(CheckHistory(intervals, bag).holds(), left != 3) << left;
  }
}

// Two keys of a map, each a register.
TEST(CheckParts, EachPartIsJudgedByItself) {
  const auto judge = [](int last) {
    const auto history = History<Register>()
                             .Add(1, 1, 2, Write(1))
                             .Add(2, 3, 4, Write(2))
                             .Add(1, 5, 6, Read(1))
                             .Add(2, 7, 8, Read(last));
    return CheckParts<Register>(history.intervals, {0, 1, 0, 1}, {},
                                history.steps);
  };
  EXPECT_TRUE(judge(2).holds());
  const Verdict wrong = judge(0);
  EXPECT_EQ(wrong.kind, Verdict::Kind::kViolated);
  EXPECT_THAT(wrong.order, ElementsAre(1));
}

}  // namespace
}  // namespace racekit::linearizability
