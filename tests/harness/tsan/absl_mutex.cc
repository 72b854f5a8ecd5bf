// Plain TESTs with Abseil's primitives, run by absl_mutex_test.cc under
// ThreadSanitizer: races of the user's, also where Abseil calls the user's
// code, which must fail; and correct twins, which must pass.

#include <thread>

#include "absl/base/call_once.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace {

template <typename Body>
void InTwoThreads(Body body) {
  std::thread a(body);
  std::thread b(body);
  a.join();
  b.join();
}

// No lock covers it.
int unprotected = 0;

TEST(Race, InAConditionOfLockWhen) {
  absl::Mutex mutex;
  std::thread waits([&] {
    const auto always = +[](int* value) { return ++*value > 0; };
    mutex.LockWhen(absl::Condition(always, &unprotected));
    mutex.Unlock();
  });
  ++unprotected;
  waits.join();
}

TEST(Race, InAConditionOfAwait) {
  absl::Mutex mutex;
  std::thread waits([&] {
    absl::MutexLock lock(&mutex);
    const auto always = +[](int* value) { return ++*value > 0; };
    mutex.AwaitWithTimeout(absl::Condition(always, &unprotected),
                           absl::Seconds(1));
  });
  ++unprotected;
  waits.join();
}

TEST(Race, InTheFunctionOfCallOnce) {
  absl::once_flag once;
  std::thread calls([&] { absl::call_once(once, [] { ++unprotected; }); });
  ++unprotected;
  calls.join();
}

// The access is made in the same line as the lock, which does not cover it:
// each thread takes one of its own.
TEST(Race, OnALineThatLocks) {
  InTwoThreads([] {
    absl::Mutex own;
    int value;
    {
      absl::MutexLock lock(&own);
      value = ++unprotected;
    }
    EXPECT_GT(value, 0);
  });
}

// In a process that has not waited for an absl::Mutex before, so that Abseil
// makes all it needs for that while these wait for each other. Rounds, since
// threads inherit from those that ended.
constexpr int kRounds = 30;

TEST(Twin, AThreadAwaitsAConditionThatAnotherMakesTrue) {
  for (int round = 0; round < kRounds; ++round) {
    absl::Mutex mutex;
    bool asked = false;
    bool answered = false;
    std::thread asks([&] {
      absl::MutexLock lock(&mutex);
      asked = true;
      mutex.Await(absl::Condition(&answered));
    });
    std::thread answers([&] {
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&asked));
      answered = true;
    });
    asks.join();
    answers.join();
  }
}

TEST(Twin, AThreadWaitsForACondVarThatAnotherSignals) {
  for (int round = 0; round < kRounds; ++round) {
    absl::Mutex mutex;
    absl::CondVar changed;
    int turns = 0;
    const auto take_turns = [&](int parity) {
      absl::MutexLock lock(&mutex);
      while (turns < 20) {
        if (turns % 2 == parity) {
          ++turns;
          changed.SignalAll();
        } else {
          changed.Wait(&mutex);
        }
      }
    };
    std::thread even(take_turns, 0);
    std::thread odd(take_turns, 1);
    even.join();
    odd.join();
    EXPECT_EQ(turns, 20);
  }
}

TEST(Twin, ManyThreadsCrowdAtOneLock) {
  for (int round = 0; round < kRounds; ++round) {
    absl::Mutex mutex;
    int count = 0;
    const auto body = [&] {
      for (int i = 0; i < 50; ++i) {
        absl::MutexLock lock(&mutex);
        ++count;
      }
      absl::ReaderMutexLock lock(&mutex);
      EXPECT_GE(count, 50);
    };
    std::thread threads[] = {std::thread(body), std::thread(body),
                             std::thread(body), std::thread(body)};
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(count, 200);
  }
}

}  // namespace
