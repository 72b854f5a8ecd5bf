// C11 threads.

#include <errno.h>
#include <threads.h>
#include <time.h>

#include <atomic>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

RACE_TEST(C11Thread, JoinGivesTheResult) {
  int value = 0;
  thrd_t thread;
  ASSERT_EQ(thrd_create(
                &thread,
                [](void* where) {
                  *static_cast<int*>(where) = 1;
                  return 7;
                },
                &value),
            thrd_success);
  EXPECT_FALSE(thrd_equal(thread, thrd_current()));
  int result = 0;
  ASSERT_EQ(thrd_join(thread, &result), thrd_success);
  EXPECT_EQ(result, 7);
  EXPECT_EQ(value, 1);
}

RACE_TEST(C11Thread, ExitGivesTheResult) {
  thrd_t thread;
  ASSERT_EQ(thrd_create(
                &thread, [](void*) -> int { thrd_exit(8); }, nullptr),
            thrd_success);
  int result = 0;
  ASSERT_EQ(thrd_join(thread, &result), thrd_success);
  EXPECT_EQ(result, 8);
}

RACE_TEST(C11Thread, Sleeps) {
  Together([] {
    const timespec start = Now(CLOCK_MONOTONIC);
    const timespec duration = {0, 1'000'000};
    EXPECT_EQ(thrd_sleep(&duration, nullptr), 0);
    thrd_yield();
    EXPECT_GE(Nanoseconds(Now(CLOCK_MONOTONIC)) - Nanoseconds(start),
              1'000'000);
  });
}

RACE_TEST(C11Mutex, EveryTypeExcludes) {
  for (int type : {static_cast<int>(mtx_plain), static_cast<int>(mtx_timed),
                   mtx_plain | mtx_recursive, mtx_timed | mtx_recursive}) {
    mtx_t mutex;
    ASSERT_EQ(mtx_init(&mutex, type), thrd_success);
    int value = 0;
    const auto add = [&] {
      mtx_lock(&mutex);
      const int old = value;
      thrd_yield();
      value = old + 1;
      mtx_unlock(&mutex);
    };
    Together(add, add);
    EXPECT_EQ(value, 2);
    mtx_destroy(&mutex);
  }
}

RACE_TEST(C11Mutex, TriesAndLocksForATime) {
  mtx_t mutex;
  mtx_init(&mutex, mtx_timed);
  mtx_lock(&mutex);
  Together([&] {
    EXPECT_EQ(mtx_trylock(&mutex), thrd_busy);
    const timespec deadline = Soon(CLOCK_REALTIME);
    EXPECT_EQ(mtx_timedlock(&mutex, &deadline), thrd_timedout);
    EXPECT_TRUE(Passed(CLOCK_REALTIME, deadline));
  });
  mtx_unlock(&mutex);
  Together([&] {
    EXPECT_EQ(mtx_trylock(&mutex), thrd_success);
    mtx_unlock(&mutex);
  });
  mtx_destroy(&mutex);
}

RACE_TEST(C11Condition, SignalBroadcastAndTimedWait) {
  mtx_t mutex;
  cnd_t condition;
  mtx_init(&mutex, mtx_plain);
  cnd_init(&condition);
  int value = 0;
  const auto wait = [&] {
    mtx_lock(&mutex);
    while (value == 0) cnd_wait(&condition, &mutex);
    ++value;
    mtx_unlock(&mutex);
  };
  Together(wait, wait, [&] {
    mtx_lock(&mutex);
    value = 1;
    mtx_unlock(&mutex);
    cnd_signal(&condition);
    cnd_broadcast(&condition);
  });
  EXPECT_EQ(value, 3);
  mtx_lock(&mutex);
  const timespec deadline = Soon(CLOCK_REALTIME);
  int result = thrd_success;
  while (result == thrd_success) {
    result = cnd_timedwait(&condition, &mutex, &deadline);
  }
  EXPECT_EQ(result, thrd_timedout);
  mtx_unlock(&mutex);
  cnd_destroy(&condition);
  mtx_destroy(&mutex);
}

once_flag once;
int initialised;

RACE_TEST(C11Once, RunsOnceAndEverybodySeesIt) {
  once = ONCE_FLAG_INIT;
  initialised = 0;
  const auto use = [] {
    call_once(&once, [] { ++initialised; });
    EXPECT_EQ(initialised, 1);
  };
  Together(use, use);
}

tss_t key;

RACE_TEST(C11ThreadSpecific, ValuesArePerThreadAndDestroyed) {
  static std::atomic<int> destroyed;
  destroyed = 0;
  ASSERT_EQ(tss_create(&key, [](void*) { ++destroyed; }), thrd_success);
  const auto use = [](void* mine) {
    EXPECT_EQ(tss_get(key), nullptr);
    tss_set(key, mine);
    thrd_yield();
    EXPECT_EQ(tss_get(key), mine);
  };
  int a;
  int b;
  Together([&] { use(&a); }, [&] { use(&b); });
  EXPECT_EQ(destroyed, 2);
  tss_delete(key);
}

}  // namespace
}  // namespace racekit
