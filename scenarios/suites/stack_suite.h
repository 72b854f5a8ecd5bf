// StackSuite: what every stack must do that several threads push to and pop
// from, lock-free ones above all.
//
//   #include "mine/stack.h"
//   #include "scenarios/suites/stack_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, StackSuite, mine::Stack<int>);
//   }
//
// in a race_test(). The type is a stack of ints. It has
//
//   T()                          an empty stack
//   void Push(int item)          any thread, at any time
//   std::optional<int> Pop()     any thread, at any time; nullopt if nothing is
//                                in it. Waits for nobody
//
// or a specialisation of StackTraits that says how it does these. The suite
// pushes the numbers 0 to kItems - 1, none of them twice at a time, so that a
// stack of indices fits as well.
//
// The cases:
//
//   LastInFirstOut                in one thread.
//   GivesNothingWhenEmpty         in one thread.
//   EveryItemIsPoppedOnce         by two that push and two that pop. (race)
//   AnItemIsOneThreadsAtATime     while threads pop and push back; none is
//                                 lost. Finds ABA. (race)
//   PopSeesWhatWasWrittenBeforePush   plain memory goes with the item. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_STACK_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_STACK_SUITE_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct StackTraits {
  static T Make() { return T(); }
  static void Push(T& stack, int item) { stack.Push(item); }
  static std::optional<int> Pop(T& stack) { return stack.Pop(); }
};

template <typename T>
class StackSuite : public ::testing::Test {
 public:
  using Traits = StackTraits<T>;

  static constexpr int kItems = 16;

  // Pops at most `most` items.
  static void PopAll(T& stack, int most, std::vector<int>& popped) {
    for (int i = 0; i < most; ++i) {
      const std::optional<int> item = Traits::Pop(stack);
      if (!item.has_value()) return;
      popped.push_back(*item);
    }
  }

  // `popped` is 0 to `count` - 1, in whatever order.
  static void ExpectEachOnce(std::vector<int> popped, int count) {
    std::sort(popped.begin(), popped.end());
    std::vector<int> expected;
    for (int i = 0; i < count; ++i) expected.push_back(i);
    EXPECT_EQ(popped, expected);
  }
};

TYPED_TEST_SUITE_P(StackSuite);

TYPED_TEST_P(StackSuite, LastInFirstOut) {
  using Traits = typename TestFixture::Traits;
  TypeParam stack = Traits::Make();
  for (int item : {0, 1, 2}) Traits::Push(stack, item);
  for (int item : {2, 1, 0}) EXPECT_EQ(Traits::Pop(stack), item);
}

TYPED_TEST_P(StackSuite, GivesNothingWhenEmpty) {
  using Traits = typename TestFixture::Traits;
  TypeParam stack = Traits::Make();
  EXPECT_EQ(Traits::Pop(stack), std::nullopt);
  Traits::Push(stack, 3);
  EXPECT_EQ(Traits::Pop(stack), 3);
  EXPECT_EQ(Traits::Pop(stack), std::nullopt);
}

TYPED_TEST_P(StackSuite, EveryItemIsPoppedOnce) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kEach = TestFixture::kItems / 2;
    TypeParam stack = Traits::Make();
    std::array<std::vector<int>, 2> popped;
    std::vector<std::thread> threads;
    for (int p = 0; p < 2; ++p) {
      threads.emplace_back([&stack, p] {
        for (int n = 0; n < kEach; ++n) Traits::Push(stack, p * kEach + n);
      });
    }
    for (std::size_t p = 0; p < 2; ++p) {
      threads.emplace_back([&stack, &popped, p] {
        // Those that come too early find nothing; what is left is seen to
        // below.
        for (int n = 0; n < kEach; ++n) {
          TestFixture::PopAll(stack, 1, popped[p]);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<int> all = popped[0];
    all.insert(all.end(), popped[1].begin(), popped[1].end());
    TestFixture::PopAll(stack, TestFixture::kItems + 1, all);
    TestFixture::ExpectEachOnce(all, TestFixture::kItems);
  });
}

TYPED_TEST_P(StackSuite, AnItemIsOneThreadsAtATime) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kFew = 4;
    TypeParam stack = Traits::Make();
    for (int item = 0; item < kFew; ++item) Traits::Push(stack, item);
    // Relaxed below: orders nothing that the stack does not.
    std::array<std::atomic<bool>, TestFixture::kItems> in_use = {};
    std::atomic<bool> broken{false};
    const auto take = [&]() -> std::optional<int> {
      const std::optional<int> item = Traits::Pop(stack);
      if (!item.has_value()) return item;
      const auto at = static_cast<std::size_t>(*item);
      if (at >= in_use.size() ||
          in_use[at].exchange(true, std::memory_order_relaxed)) {
        broken.store(true, std::memory_order_relaxed);
        return std::nullopt;
      }
      return item;
    };
    const auto give_back = [&](const std::optional<int>& item) {
      if (!item.has_value()) return;
      in_use[static_cast<std::size_t>(*item)].store(false,
                                                    std::memory_order_relaxed);
      Traits::Push(stack, *item);
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        // Beyond repair once it is broken.
        for (int n = 0; n < 100 && !broken.load(std::memory_order_relaxed);
             ++n) {
          const std::optional<int> one = take();
          const std::optional<int> two = take();
          give_back(one);
          give_back(two);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_FALSE(broken) << "an item was given to two threads at once";
    std::vector<int> left;
    TestFixture::PopAll(stack, kFew + 1, left);
    TestFixture::ExpectEachOnce(left, kFew);
  });
}

TYPED_TEST_P(StackSuite, PopSeesWhatWasWrittenBeforePush) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam stack = Traits::Make();
    // Plain on purpose: only the stack keeps the threads apart.
    std::array<int, TestFixture::kItems> cells = {};
    std::thread pushes([&] {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = 100 + static_cast<int>(i);
        Traits::Push(stack, static_cast<int>(i));
      }
    });
    std::thread pops([&] {
      for (int n = 0; n < TestFixture::kItems; ++n) {
        const std::optional<int> item = Traits::Pop(stack);
        if (!item.has_value()) continue;
        ASSERT_TRUE(*item >= 0 && *item < TestFixture::kItems) << *item;
        EXPECT_EQ(cells[static_cast<std::size_t>(*item)], 100 + *item);
      }
    });
    pushes.join();
    pops.join();
  });
}

REGISTER_TYPED_TEST_SUITE_P(StackSuite, LastInFirstOut, GivesNothingWhenEmpty,
                            EveryItemIsPoppedOnce, AnItemIsOneThreadsAtATime,
                            PopSeesWhatWasWrittenBeforePush);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_STACK_SUITE_H_
