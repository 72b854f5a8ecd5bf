// Raw futexes, as far as they have no priorities.

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

using Word = std::atomic<std::uint32_t>;

long Futex(Word& word, int operation, std::uint32_t value,
           const timespec* timeout = nullptr, Word* other = nullptr,
           std::uint32_t value3 = 0) {
  return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value,
                 timeout, other, value3);
}

const timespec* Count(std::intptr_t count) {
  return reinterpret_cast<const timespec*>(count);
}

RACE_TEST(Futex, WaitAndWake) {
  Word word{0};
  int value = 0;
  Together(
      [&] {
        while (word.load(std::memory_order_acquire) == 0) {
          if (Futex(word, FUTEX_WAIT, 0) != 0) {
            EXPECT_EQ(errno, EAGAIN);
          }
        }
        EXPECT_EQ(value, 1);
      },
      [&] {
        value = 1;
        word.store(1, std::memory_order_release);
        EXPECT_LE(Futex(word, FUTEX_WAKE, 1), 1);
      });
}

RACE_TEST(Futex, DoesNotWaitIfTheValueDiffers) {
  Word word{1};
  Together([&] {
    EXPECT_EQ(Futex(word, FUTEX_WAIT, 0), -1);
    EXPECT_EQ(errno, EAGAIN);
  });
}

RACE_TEST(Futex, WaitEndsByTime) {
  Word word{0};
  Together(
      [&] {  // FUTEX_WAIT: a duration
        const timespec start = Now(CLOCK_MONOTONIC);
        const timespec duration = {0, 1'000'000};
        EXPECT_EQ(Futex(word, FUTEX_WAIT, 0, &duration), -1);
        EXPECT_EQ(errno, ETIMEDOUT);
        EXPECT_GE(Nanoseconds(Now(CLOCK_MONOTONIC)) - Nanoseconds(start),
                  1'000'000);
      },
      [&] {  // FUTEX_WAIT_BITSET: a time of either clock
        timespec deadline = Soon(CLOCK_MONOTONIC);
        EXPECT_EQ(Futex(word, FUTEX_WAIT_BITSET, 0, &deadline, nullptr, 1), -1);
        EXPECT_EQ(errno, ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_MONOTONIC, deadline));
        deadline = Soon(CLOCK_REALTIME);
        EXPECT_EQ(Futex(word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0,
                        &deadline, nullptr, 1),
                  -1);
        EXPECT_EQ(errno, ETIMEDOUT);
        EXPECT_TRUE(Passed(CLOCK_REALTIME, deadline));
      });
}

// Wakes as soon as as many threads wait as it is to wake.
void WakeAll(Word& word, int count, std::uint32_t bits) {
  for (long woken = 0; woken < count; sched_yield()) {
    woken += Futex(word, FUTEX_WAKE_BITSET, INT_MAX, nullptr, nullptr, bits);
  }
}

RACE_TEST(Futex, WakesByBits) {
  Word word{0};
  std::atomic<int> awake{0};
  const auto wait = [&](std::uint32_t bits) {
    EXPECT_EQ(Futex(word, FUTEX_WAIT_BITSET, 0, nullptr, nullptr, bits), 0);
    awake += static_cast<int>(bits);
  };
  Together([&] { wait(1); }, [&] { wait(2); },
           [&] {
             WakeAll(word, 1, 2);
             while (awake != 2) sched_yield();
             WakeAll(word, 1, 1);
           });
  EXPECT_EQ(awake, 3);
}

RACE_TEST(Futex, RequeuedThreadsWaitElsewhere) {
  Word first{0};
  Word second{0};
  std::atomic<int> awake{0};
  const auto wait = [&] {
    EXPECT_EQ(Futex(first, FUTEX_WAIT, 0), 0);
    ++awake;
  };
  Together(wait, wait, [&] {
    EXPECT_EQ(Futex(first, FUTEX_CMP_REQUEUE, 0, Count(INT_MAX), &second, 1),
              -1);
    EXPECT_EQ(errno, EAGAIN);
    // Both, in one or two steps; it wakes nobody.
    for (long moved = 0; moved < 2; sched_yield()) {
      moved += Futex(first, FUTEX_CMP_REQUEUE, 0, Count(INT_MAX), &second, 0);
    }
    EXPECT_EQ(awake, 0);
    // A signal, as from a machine that is put to sleep, sends a thread back to
    // the word at which it began to wait.
    for (long woken = 0; woken < 2; sched_yield()) {
      woken += Futex(second, FUTEX_WAKE, INT_MAX);
      Futex(first, FUTEX_CMP_REQUEUE, 0, Count(INT_MAX), &second, 0);
    }
  });
  EXPECT_EQ(awake, 2);
}

RACE_TEST(Futex, RequeueWakesSomeAndMovesTheRest) {
  Word first{0};
  Word second{0};
  std::atomic<int> waiting{0};
  std::atomic<int> awake{0};
  const auto wait = [&] {
    ++waiting;
    EXPECT_EQ(Futex(first, FUTEX_WAIT, 0), 0);
    ++awake;
  };
  Together(wait, wait, [&] {
    long woken = 0;
    long affected = 0;
    // Wakes one of those who wait, moves another.
    while (affected < 2) {
      const long now = Futex(first, FUTEX_REQUEUE, 1, Count(1), &second);
      affected += now;
      sched_yield();
    }
    while (woken + awake < 2) {
      woken += Futex(second, FUTEX_WAKE, INT_MAX);
      sched_yield();
    }
  });
  EXPECT_EQ(awake, 2);
}

}  // namespace
}  // namespace racekit
