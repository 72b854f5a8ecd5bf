// MutexSuite: what every mutex must do.
//
//   #include "mine/spin_lock.h"
//   #include "scenarios/suites/mutex_suite.h"
//
//   namespace racekit {
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, MutexSuite, mine::SpinLock);
//   }
//
// in a race_test(). The type is BasicLockable and default-constructible: T(),
// lock(), unlock(), and if it likes bool try_lock(), which may fail for no
// reason but must not always; or there is a specialisation of MutexTraits that
// says how it does these.
//
// The cases:
//
//   LocksAgainAfterUnlock    in one thread.
//   ExcludesOthers           two threads are never inside at once, and what one
//                            wrote inside the next one sees. (race)
//   WaitsForTheHolder        lock() returns only after the holder's unlock(),
//                            and after all the holder did before. (race)
//   TryLockFailsWhileHeld    from another thread. (race; skipped without
//                            try_lock)
//   TryLockSucceedsWhenFree  (skipped without try_lock)
//   TryLockExcludesOthers    like ExcludesOthers. (race; skipped without
//                            try_lock)
//
// Those marked (race) are hunted like a RACE_TEST.
//
// Public header (C++17).

#ifndef RACEKIT_SCENARIOS_SUITES_MUTEX_SUITE_H_
#define RACEKIT_SCENARIOS_SUITES_MUTEX_SUITE_H_

#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace racekit {

template <typename T>
struct MutexTraits {
  static T Make() { return T(); }
  static void Lock(T& mutex) { mutex.lock(); }
  static void Unlock(T& mutex) { mutex.unlock(); }
  // Left out by a specialisation for a type that cannot.
  template <typename Mutex = T>
  static auto TryLock(Mutex& mutex) -> decltype(bool(mutex.try_lock())) {
    return mutex.try_lock();
  }
};

namespace internal {

template <typename T, typename = void>
struct HasTryLock : std::false_type {};

template <typename T>
struct HasTryLock<
    T, std::void_t<decltype(MutexTraits<T>::TryLock(std::declval<T&>()))>>
    : std::true_type {};

}  // namespace internal

template <typename T>
class MutexSuite : public ::testing::Test {
 public:
  using Traits = MutexTraits<T>;
  static constexpr bool kHasTryLock = internal::HasTryLock<T>::value;
};

TYPED_TEST_SUITE_P(MutexSuite);

TYPED_TEST_P(MutexSuite, LocksAgainAfterUnlock) {
  using Traits = typename TestFixture::Traits;
  TypeParam mutex = Traits::Make();
  for (int i = 0; i < 3; ++i) {
    Traits::Lock(mutex);
    Traits::Unlock(mutex);
  }
}

TYPED_TEST_P(MutexSuite, ExcludesOthers) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    constexpr int kThreads = 4;
    constexpr int kTimes = 250;
    TypeParam mutex = Traits::Make();
    // Plain on purpose: only the mutex keeps the threads apart.
    int inside = 0;
    int entries = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < kTimes; ++n) {
          Traits::Lock(mutex);
          EXPECT_EQ(++inside, 1) << "threads inside at once";
          ++entries;
          --inside;
          Traits::Unlock(mutex);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(entries, kThreads * kTimes);
  });
}

TYPED_TEST_P(MutexSuite, WaitsForTheHolder) {
  using Traits = typename TestFixture::Traits;
  RunAsRaceTest([] {
    TypeParam mutex = Traits::Make();
    bool released = false;
    Traits::Lock(mutex);
    std::thread other([&] {
      Traits::Lock(mutex);
      EXPECT_TRUE(released) << "locked while another thread held it";
      Traits::Unlock(mutex);
    });
    // However long the holder takes over its work:
    for (int i = 0; i < 10; ++i) std::this_thread::yield();
    released = true;
    Traits::Unlock(mutex);
    other.join();
  });
}

TYPED_TEST_P(MutexSuite, TryLockFailsWhileHeld) {
  using Traits = typename TestFixture::Traits;
  if constexpr (TestFixture::kHasTryLock) {
    RunAsRaceTest([] {
      TypeParam mutex = Traits::Make();
      Traits::Lock(mutex);
      std::thread other([&mutex] {
        const bool locked = Traits::TryLock(mutex);
        EXPECT_FALSE(locked) << "locked while another thread held it";
        if (locked) Traits::Unlock(mutex);
      });
      other.join();
      Traits::Unlock(mutex);
    });
  } else {
    GTEST_SKIP() << "the type has no try_lock()";
  }
}

TYPED_TEST_P(MutexSuite, TryLockSucceedsWhenFree) {
  using Traits = typename TestFixture::Traits;
  if constexpr (TestFixture::kHasTryLock) {
    TypeParam mutex = Traits::Make();
    // One failure needs no reason; a thousand in a row do.
    bool locked = false;
    for (int i = 0; i < 1000 && !locked; ++i) locked = Traits::TryLock(mutex);
    ASSERT_TRUE(locked) << "1000 times in a row";
    Traits::Unlock(mutex);
  } else {
    GTEST_SKIP() << "the type has no try_lock()";
  }
}

TYPED_TEST_P(MutexSuite, TryLockExcludesOthers) {
  using Traits = typename TestFixture::Traits;
  if constexpr (TestFixture::kHasTryLock) {
    RunAsRaceTest([] {
      TypeParam mutex = Traits::Make();
      int inside = 0;
      std::vector<std::thread> threads;
      for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
          for (int n = 0; n < 250; ++n) {
            if (!Traits::TryLock(mutex)) continue;
            EXPECT_EQ(++inside, 1) << "threads inside at once";
            --inside;
            Traits::Unlock(mutex);
          }
        });
      }
      for (std::thread& thread : threads) thread.join();
      EXPECT_EQ(inside, 0);
    });
  } else {
    GTEST_SKIP() << "the type has no try_lock()";
  }
}

REGISTER_TYPED_TEST_SUITE_P(MutexSuite, LocksAgainAfterUnlock, ExcludesOthers,
                            WaitsForTheHolder, TryLockFailsWhileHeld,
                            TryLockSucceedsWhenFree, TryLockExcludesOthers);

}  // namespace racekit

#endif  // RACEKIT_SCENARIOS_SUITES_MUTEX_SUITE_H_
