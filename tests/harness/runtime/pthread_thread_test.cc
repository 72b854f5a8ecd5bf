// pthreads: create, join in all its forms, detach, exit, attributes, keys,
// pthread_once.

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <cstdint>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

void* Return(void* argument) { return argument; }

pthread_t Start(void* (*function)(void*), void* argument = nullptr,
                const pthread_attr_t* attributes = nullptr) {
  pthread_t thread = 0;
  EXPECT_EQ(pthread_create(&thread, attributes, function, argument), 0);
  return thread;
}

RACE_TEST(Pthread, JoinGivesTheResult) {
  int value = 0;
  const pthread_t thread = Start(&Return, &value);
  void* result = nullptr;
  ASSERT_EQ(pthread_join(thread, &result), 0);
  EXPECT_EQ(result, &value);
}

RACE_TEST(Pthread, JoiningOneselfIsAnError) {
  const pthread_t other = Start(&Return);
  EXPECT_EQ(pthread_join(pthread_self(), nullptr), EDEADLK);
  pthread_join(other, nullptr);
}

RACE_TEST(Pthread, TryJoinAndTimedJoin) {
  std::atomic<bool> go{false};
  const pthread_t thread = Start(
      [](void* flag) -> void* {
        static_cast<std::atomic<bool>*>(flag)->wait(false);
        return nullptr;
      },
      &go);
  EXPECT_EQ(pthread_tryjoin_np(thread, nullptr), EBUSY);
  timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  EXPECT_EQ(pthread_timedjoin_np(thread, nullptr, &deadline), ETIMEDOUT);
  go = true;
  go.notify_all();
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 3600;
  EXPECT_EQ(pthread_clockjoin_np(thread, nullptr, CLOCK_MONOTONIC, &deadline),
            0);
}

RACE_TEST(Pthread, ExitRunsDestructorsOfOpenFrames) {
  struct Noted {
    ~Noted() { ++*count; }
    int* count;
  };
  int destroyed = 0;
  const pthread_t thread = Start(
      [](void* count) -> void* {
        const Noted noted{static_cast<int*>(count)};
        pthread_exit(noted.count);
      },
      &destroyed);
  void* result = nullptr;
  ASSERT_EQ(pthread_join(thread, &result), 0);
  EXPECT_EQ(result, &destroyed);
  EXPECT_EQ(destroyed, 1);
}

RACE_TEST(Pthread, IsSelf) {
  pthread_t seen = 0;
  const pthread_t thread = Start(
      [](void* where) -> void* {
        *static_cast<pthread_t*>(where) = pthread_self();
        return nullptr;
      },
      &seen);
  pthread_join(thread, nullptr);
  EXPECT_TRUE(pthread_equal(seen, thread));
  EXPECT_FALSE(pthread_equal(seen, pthread_self()));
}

RACE_TEST(Pthread, StartsDetached) {
  std::atomic<bool> done{false};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  Start(
      [](void* flag) -> void* {
        *static_cast<std::atomic<bool>*>(flag) = true;
        return nullptr;
      },
      &done, &attributes);
  pthread_attr_destroy(&attributes);
  while (!done) sched_yield();
  // The thread reads nothing of ours any more.
  EXPECT_TRUE(done);
}

RACE_TEST(Pthread, DetachedCannotBeJoined) {
  std::atomic<bool> go{false};
  const pthread_t thread = Start(
      [](void* flag) -> void* {
        static_cast<std::atomic<bool>*>(flag)->wait(false);
        static_cast<std::atomic<bool>*>(flag)->store(false);
        return nullptr;
      },
      &go);
  EXPECT_EQ(pthread_detach(thread), 0);
  EXPECT_EQ(pthread_join(thread, nullptr), EINVAL);
  go = true;
  go.notify_all();
  while (go) sched_yield();
}

pthread_key_t key;
std::atomic<int> destroyed_values{0};

RACE_TEST(PthreadKey, ValuesArePerThreadAndDestroyed) {
  destroyed_values = 0;
  ASSERT_EQ(pthread_key_create(&key,
                               [](void* value) {
                                 destroyed_values += static_cast<int>(
                                     reinterpret_cast<std::intptr_t>(value));
                               }),
            0);
  const auto use = [](std::intptr_t mine) {
    EXPECT_EQ(pthread_getspecific(key), nullptr);
    ASSERT_EQ(pthread_setspecific(key, reinterpret_cast<void*>(mine)), 0);
    sched_yield();
    EXPECT_EQ(pthread_getspecific(key), reinterpret_cast<void*>(mine));
  };
  Together([&] { use(1); }, [&] { use(2); });
  EXPECT_EQ(destroyed_values, 3);
  EXPECT_EQ(pthread_key_delete(key), 0);
}

RACE_TEST(PthreadKey, ADestructorMaySetItAgain) {
  destroyed_values = 0;
  ASSERT_EQ(pthread_key_create(&key,
                               [](void* value) {
                                 if (++destroyed_values == 1) {
                                   pthread_setspecific(key, value);
                                 }
                               }),
            0);
  Together([] { pthread_setspecific(key, &key); });
  EXPECT_EQ(destroyed_values, 2);
  pthread_key_delete(key);
}

pthread_once_t once;
int initialised;

RACE_TEST(PthreadOnce, RunsOnceAndEverybodySeesIt) {
  once = PTHREAD_ONCE_INIT;
  initialised = 0;
  const auto use = [] {
    pthread_once(&once, [] {
      sched_yield();
      ++initialised;
    });
    EXPECT_EQ(initialised, 1);
  };
  Together(use, use, use);
}

}  // namespace
}  // namespace racekit
