// RefCountSuite: what every handle must do that shares an object by counting
// references to it.
//
//   #include "mine/ref_ptr.h"
//   #include "scenarios/suites/ref_count_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, RefCountSuite, mine::Handle);
//   }
//
// in a race_test(). The type is a handle, such as a smart pointer. It has
//
//   explicit T(std::function<void()> at_end)
//                          makes an object, and is the first handle to it; the
//                          object's destructor calls `at_end`
//   copy constructor       one more handle to the same object. Threads may copy
//                          one handle at the same time
//   destructor             the last one ends the object
//
// Most types need a specialisation of RefCountTraits, which says how to make
// the first handle:
//
//   namespace racekit {
//   template <>
//   struct RefCountTraits<mine::RefPtr<mine::Probe>> {
//     static auto Make(std::function<void()> at_end) {
//       return mine::RefPtr<mine::Probe>(new mine::Probe(std::move(at_end)));
//     }
//   };
//   }
//
// The cases:
//
//   EndsWithTheLastHandle       in one thread.
//   EndsOnceWhateverThreadsDo   that copy and let go, many times. (race)
//   LastOfThreadsEndsIt         once, when all have let go. (race)
//   TheEndSeesWhatHoldersWrote  plain memory, too. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_REF_COUNT_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_REF_COUNT_SUITE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct RefCountTraits {
  static T Make(std::function<void()> at_end) { return T(std::move(at_end)); }
};

template <typename T>
class RefCountSuite : public ::testing::Test {
 public:
  using Traits = RefCountTraits<T>;

  static constexpr std::size_t kThreads = 3;
};

TYPED_TEST_SUITE_P(RefCountSuite);

TYPED_TEST_P(RefCountSuite, EndsWithTheLastHandle) {
  using Traits = typename TestFixture::Traits;
  int ends = 0;
  auto first = std::make_unique<TypeParam>(Traits::Make([&ends] { ++ends; }));
  {
    auto second = std::make_unique<TypeParam>(*first);
    const TypeParam third(*second);
    second.reset();
    first.reset();
    EXPECT_EQ(ends, 0) << "while there is a handle";
  }
  EXPECT_EQ(ends, 1);
}

TYPED_TEST_P(RefCountSuite, EndsOnceWhateverThreadsDo) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    std::atomic<int> ends{0};
    {
      const TypeParam first = Traits::Make([&ends] { ++ends; });
      std::vector<std::thread> threads;
      for (std::size_t i = 0; i < TestFixture::kThreads; ++i) {
        threads.emplace_back([&first] {
          for (int n = 0; n < 100; ++n) const TypeParam copy(first);
        });
      }
      for (std::thread& thread : threads) thread.join();
      EXPECT_EQ(ends, 0) << "while there is a handle";
    }
    EXPECT_EQ(ends, 1);
  });
}

TYPED_TEST_P(RefCountSuite, LastOfThreadsEndsIt) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    std::atomic<int> ends{0};
    std::vector<std::thread> threads;
    {
      const TypeParam first = Traits::Make([&ends] { ++ends; });
      for (std::size_t i = 0; i < TestFixture::kThreads; ++i) {
        threads.emplace_back(
            [mine = std::make_unique<TypeParam>(first), &ends]() mutable {
              EXPECT_EQ(ends, 0) << "while there is a handle";
              mine.reset();
            });
      }
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(ends, 1);
  });
}

TYPED_TEST_P(RefCountSuite, TheEndSeesWhatHoldersWrote) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    // Plain on purpose: only the count keeps the threads apart.
    std::array<int, TestFixture::kThreads> cells = {};
    int sum = 0;
    std::vector<std::thread> threads;
    {
      const TypeParam first = Traits::Make([&cells, &sum] {
        for (const int cell : cells) sum += cell;
      });
      for (int& cell : cells) {
        threads.emplace_back(
            [mine = std::make_unique<TypeParam>(first), &cell]() mutable {
              cell = 1;
              mine.reset();
            });
      }
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sum, static_cast<int>(TestFixture::kThreads));
  });
}

REGISTER_TYPED_TEST_SUITE_P(RefCountSuite, EndsWithTheLastHandle,
                            EndsOnceWhateverThreadsDo, LastOfThreadsEndsIt,
                            TheEndSeesWhatHoldersWrote);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_REF_COUNT_SUITE_H_
