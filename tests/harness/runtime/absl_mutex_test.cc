// absl::Mutex: exclusive, shared, conditions, timeouts; absl::CondVar.

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

constexpr absl::Duration kBrief = absl::Milliseconds(2);
constexpr absl::Duration kHour = absl::Hours(1);

RACE_TEST(AbslMutex, Excludes) {
  absl::Mutex mutex;
  int value = 0;
  const auto add = [&] {
    for (int i = 0; i < 2; ++i) {
      const absl::MutexLock lock(&mutex);
      mutex.AssertHeld();
      const int old = value;
      std::this_thread::yield();
      value = old + 1;
    }
  };
  Together(add, add, add);
  EXPECT_EQ(value, 6);
}

RACE_TEST(AbslMutex, ReadersAndWriters) {
  absl::Mutex mutex;
  int first = 0;
  int second = 0;
  const auto write = [&] {
    const absl::WriterMutexLock lock(&mutex);
    ++first;
    std::this_thread::yield();
    ++second;
  };
  const auto read = [&] {
    const absl::ReaderMutexLock lock(&mutex);
    EXPECT_EQ(first, second);
  };
  Together(write, read, read, write);
  EXPECT_EQ(second, 2);
}

RACE_TEST(AbslMutex, Tries) {
  absl::Mutex mutex;
  {
    const absl::MutexLock lock(&mutex);
    Together([&] {
      EXPECT_FALSE(mutex.TryLock());
      EXPECT_FALSE(mutex.ReaderTryLock());
    });
  }
  const absl::ReaderMutexLock lock(&mutex);
  Together([&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    EXPECT_FALSE(mutex.TryLock());
    ASSERT_TRUE(mutex.ReaderTryLock());
    mutex.ReaderUnlock();
  });
}

RACE_TEST(AbslMutex, AwaitSeesItsConditionHold) {
  absl::Mutex mutex;
  int value = 0;
  const auto is_two = [&] { return value == 2; };
  const auto add = [&] {
    const absl::MutexLock lock(&mutex);
    ++value;
  };
  Together(
      [&] {
        const absl::MutexLock lock(&mutex);
        mutex.Await(absl::Condition(&is_two));
        EXPECT_EQ(value, 2);
      },
      add, add);
}

RACE_TEST(AbslMutex, LockWhenAndReaderLockWhen) {
  absl::Mutex mutex;
  bool ready = false;
  int used = 0;
  Together(
      [&] {
        mutex.LockWhen(absl::Condition(&ready));
        ++used;
        mutex.Unlock();
      },
      [&] {
        mutex.ReaderLockWhen(absl::Condition(&ready));
        EXPECT_LE(used, 1);
        mutex.ReaderUnlock();
      },
      [&] {
        const absl::MutexLock lock(&mutex);
        ready = true;
      });
  EXPECT_EQ(used, 1);
}

RACE_TEST(AbslMutex, ConditionsWithTimeouts) {
  absl::Mutex mutex;
  bool ready = false;
  Together([&] {
    const absl::Time start = absl::Now();
    EXPECT_FALSE(mutex.LockWhenWithTimeout(absl::Condition(&ready), kBrief));
    EXPECT_FALSE(mutex.AwaitWithTimeout(absl::Condition(&ready), kBrief));
    EXPECT_FALSE(mutex.AwaitWithDeadline(absl::Condition(&ready), absl::Now()));
    mutex.AssertHeld();
    mutex.Unlock();
    EXPECT_GE(absl::Now() - start, 2 * kBrief - absl::Microseconds(1));
  });
  Together(
      [&] {
        EXPECT_TRUE(mutex.LockWhenWithTimeout(absl::Condition(&ready), kHour));
        mutex.Unlock();
      },
      [&] {
        const absl::MutexLock lock(&mutex);
        ready = true;
      });
}

RACE_TEST(AbslCondVar, SignalsAndBroadcasts) {
  absl::Mutex mutex;
  absl::CondVar changed;
  int value = 0;
  const auto wait = [&] {
    const absl::MutexLock lock(&mutex);
    while (value == 0) changed.Wait(&mutex);
    ++value;
  };
  Together(wait, wait, [&] {
    const absl::MutexLock lock(&mutex);
    value = 1;
    changed.Signal();
    changed.SignalAll();
  });
  EXPECT_EQ(value, 3);
}

RACE_TEST(AbslCondVar, WaitsForATime) {
  absl::Mutex mutex;
  absl::CondVar changed;
  bool ready = false;
  Together([&] {
    const absl::MutexLock lock(&mutex);
    const absl::Time start = absl::Now();
    while (!changed.WaitWithTimeout(&mutex, kBrief)) {
    }
    EXPECT_GE(absl::Now() - start, kBrief - absl::Microseconds(1));
  });
  Together(
      [&] {
        const absl::MutexLock lock(&mutex);
        while (!ready) {
          EXPECT_FALSE(changed.WaitWithDeadline(&mutex, absl::Now() + kHour));
        }
      },
      [&] {
        const absl::MutexLock lock(&mutex);
        ready = true;
        changed.Signal();
      });
}

}  // namespace
}  // namespace racekit
