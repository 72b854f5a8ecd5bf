// std::atomic: read-modify-writes of all sizes, wait and notify, atomic_flag,
// atomic_ref, atomic<shared_ptr>, fences.

#include <atomic>
#include <cstdint>
#include <memory>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
// Of the annotation interface; there under explore.
extern "C" __attribute__((weak)) void AnnotateBenignRaceSized(
    const char* file, int line, const volatile void* address,
    unsigned long size, const char* why);

namespace {

template <typename T>
void ExpectAddsUp() {
  std::atomic<T> value{0};
  const auto add = [&] {
    for (int i = 0; i < 3; ++i) value.fetch_add(1, std::memory_order_relaxed);
  };
  Together(add, add);
  EXPECT_EQ(value.load(), static_cast<T>(6));
}

RACE_TEST(StdAtomic, AddsUpInAllSizes) {
  ExpectAddsUp<std::uint8_t>();
  ExpectAddsUp<std::uint16_t>();
  ExpectAddsUp<std::uint32_t>();
  ExpectAddsUp<std::uint64_t>();
  ExpectAddsUp<double>();
}

RACE_TEST(StdAtomic, CompareExchangeLetsOneThrough) {
  std::atomic<int> winner{0};
  std::atomic<int> wins{0};
  const auto try_it = [&](int me) {
    int expected = 0;
    if (winner.compare_exchange_strong(expected, me)) {
      ++wins;
    } else {
      EXPECT_EQ(expected, winner);
    }
  };
  Together([&] { try_it(1); }, [&] { try_it(2); });
  EXPECT_EQ(wins, 1);
}

RACE_TEST(StdAtomic, ReleaseAndAcquireOrder) {
  int value = 0;
  std::atomic<bool> ready{false};
  Together(
      [&] {
        value = 1;
        ready.store(true, std::memory_order_release);
      },
      [&] {
        if (ready.load(std::memory_order_acquire)) {
          EXPECT_EQ(value, 1);
        }
      });
}

RACE_TEST(StdAtomic, FencesOrder) {
  int value = 0;
  std::atomic<bool> ready{false};
  Together(
      [&] {
        value = 1;
        std::atomic_thread_fence(std::memory_order_release);
        ready.store(true, std::memory_order_relaxed);
      },
      [&] {
        if (!ready.load(std::memory_order_relaxed)) return;
        std::atomic_thread_fence(std::memory_order_acquire);
        EXPECT_EQ(value, 1);
      });
}

RACE_TEST(StdAtomic, WaitEndsWhenTheValueChanges) {
  std::atomic<int> turn{0};
  int value = 0;
  const auto play = [&](int me) {
    for (int round = 0; round < 2; ++round) {
      for (int now = turn; now % 2 != me; now = turn) turn.wait(now);
      ++value;
      ++turn;
      turn.notify_all();
    }
  };
  Together([&] { play(0); }, [&] { play(1); });
  EXPECT_EQ(value, 4);
}

RACE_TEST(StdAtomic, WaitOnAWordThatIsNoFutex) {
  std::atomic<std::uint64_t> value{0};
  std::atomic<char> small{0};
  Together(
      [&] {
        value.wait(0);
        EXPECT_EQ(value, 1u);
        small = 1;
        small.notify_one();
      },
      [&] {
        value = 1;
        value.notify_one();
        small.wait(0);
        EXPECT_EQ(small, 1);
      });
}

RACE_TEST(StdAtomicFlag, IsASpinlock) {
  std::atomic_flag flag;
  int value = 0;
  const auto add = [&] {
    while (flag.test_and_set(std::memory_order_acquire)) {
      flag.wait(true, std::memory_order_relaxed);
    }
    ++value;
    flag.clear(std::memory_order_release);
    flag.notify_one();
  };
  Together(add, add);
  EXPECT_EQ(value, 2);
}

// Pure spinning, too, must get on.
RACE_TEST(StdAtomicFlag, SpinsWithoutWaiting) {
  std::atomic_flag flag;
  int value = 0;
  const auto add = [&] {
    while (flag.test_and_set(std::memory_order_acquire)) {
    }
    ++value;
    flag.clear(std::memory_order_release);
  };
  Together(add, add);
  EXPECT_EQ(value, 2);
}

RACE_TEST(StdAtomicRef, AddsUp) {
  int value = 0;
  const auto add = [&] { std::atomic_ref<int>(value).fetch_add(1); };
  Together(add, add);
  EXPECT_EQ(value, 2);
}

// In libstdc++ 12 a load() lets go of its lock with memory_order_relaxed, so
// nothing orders its read before the write of a store() that comes later: a
// data race by the letter of the model, which explore finds.
RACE_TEST(StdAtomicSharedPtr, ReadersKeepWhatTheyGot) {
  std::atomic<std::shared_ptr<const int>> current(
      std::make_shared<const int>(1));
  if (AnnotateBenignRaceSized != nullptr) {
    AnnotateBenignRaceSized(__FILE__, __LINE__, &current, sizeof(current),
                            "libstdc++");
  }
  const auto read = [&] {
    const std::shared_ptr<const int> mine = current.load();
    EXPECT_TRUE(*mine == 1 || *mine == 2);
  };
  Together(read, read, [&] { current.store(std::make_shared<const int>(2)); });
  EXPECT_EQ(*current.load(), 2);
  EXPECT_EQ(current.load().use_count(), 2);
}

RACE_TEST(StdAtomicSharedPtr, FreeFunctionsToo) {
  auto current = std::make_shared<int>(1);
  const auto replace = [&] {
    std::shared_ptr<int> old = std::atomic_load(&current);
    std::shared_ptr<int> next;
    do {
      next = std::make_shared<int>(*old + 1);
    } while (!std::atomic_compare_exchange_weak(&current, &old, next));
  };
  Together(replace, replace);
  EXPECT_EQ(*current, 3);
}

RACE_TEST(StdSharedPtr, CountsAreAtomic) {
  auto object = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = object;
  const auto use = [object] {
    const std::shared_ptr<int> mine = object;  // NOLINT: the copy is the test
    EXPECT_EQ(*mine, 1);
  };
  Together(use, use, [&] {
    if (const std::shared_ptr<int> locked = watch.lock()) {
      EXPECT_EQ(*locked, 1);
    }
  });
  EXPECT_EQ(object.use_count(), 2);
}

}  // namespace
}  // namespace racekit
