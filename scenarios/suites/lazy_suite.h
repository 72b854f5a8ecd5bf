// LazySuite: what everything must do that makes an object at its first use.
//
//   #include "mine/lazy_config.h"
//   #include "scenarios/suites/lazy_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, LazySuite, mine::LazyConfig);
//   }
//
// in a race_test(). There is no common way to see how often an object was made
// and whether it is whole, so most types need a specialisation of LazyTraits;
// without one, the type has
//
//   T()                          nothing made yet
//   const Value* Get()           makes the object at the first call; any
//                                thread, at any time
//   int times_made()             how often an object was made; called when
//                                nobody calls Get()
//   bool Value::complete() const  reads the object, and is true if all of it is
//                                there
//
// The cases:
//
//   IsMadeAtFirstUse      nothing before the first Get(), one object after two.
//   IsMadeOnce            however many threads come first. (race)
//   AllGetTheSame         the same object. (race)
//   AllGetItComplete      and nobody sees it unfinished. (race)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_LAZY_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_LAZY_SUITE_H_

#include <cstddef>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct LazyTraits {
  static T Make() { return T(); }
  // A pointer to the object, of whatever type; never null.
  static auto Get(T& lazy) { return lazy.Get(); }
  static int TimesMade(T& lazy) { return lazy.times_made(); }
  template <typename Value>
  static bool Complete(const Value& value) {
    return value.complete();
  }
};

template <typename T>
class LazySuite : public ::testing::Test {
 public:
  using Traits = LazyTraits<T>;

  static constexpr int kThreads = 4;

  // Calls `use(i, object)` on threads 0 to kThreads - 1, where `object` is what
  // Get() answers there.
  template <typename Use>
  static void GetFromThreads(T& lazy, const Use& use) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&lazy, &use, i] { use(i, Traits::Get(lazy)); });
    }
    for (std::thread& thread : threads) thread.join();
  }
};

TYPED_TEST_SUITE_P(LazySuite);

TYPED_TEST_P(LazySuite, IsMadeAtFirstUse) {
  using Traits = typename TestFixture::Traits;
  TypeParam lazy = Traits::Make();
  EXPECT_EQ(Traits::TimesMade(lazy), 0);
  const auto* const object = Traits::Get(lazy);
  ASSERT_NE(object, nullptr);
  EXPECT_TRUE(Traits::Complete(*object));
  EXPECT_EQ(Traits::Get(lazy), object);
  EXPECT_EQ(Traits::TimesMade(lazy), 1);
}

TYPED_TEST_P(LazySuite, IsMadeOnce) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam lazy = Traits::Make();
    TestFixture::GetFromThreads(lazy, [](int, const auto*) {});
    EXPECT_EQ(Traits::TimesMade(lazy), 1);
  });
}

TYPED_TEST_P(LazySuite, AllGetTheSame) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam lazy = Traits::Make();
    std::vector<const void*> got(TestFixture::kThreads);
    TestFixture::GetFromThreads(lazy, [&got](int i, const auto* object) {
      got[static_cast<std::size_t>(i)] = object;
    });
    for (const void* object : got) EXPECT_EQ(object, got[0]);
    EXPECT_NE(got[0], nullptr);
  });
}

TYPED_TEST_P(LazySuite, AllGetItComplete) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam lazy = Traits::Make();
    TestFixture::GetFromThreads(lazy, [](int, const auto* object) {
      ASSERT_NE(object, nullptr);
      EXPECT_TRUE(Traits::Complete(*object));
    });
  });
}

REGISTER_TYPED_TEST_SUITE_P(LazySuite, IsMadeAtFirstUse, IsMadeOnce,
                            AllGetTheSame, AllGetItComplete);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_LAZY_SUITE_H_
