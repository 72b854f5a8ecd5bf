// Stacks are as large as asked for, and not larger: whoever goes beyond runs
// into the guard, which is a finding.

#include <pthread.h>

#include <cstddef>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/explore.h"
#include "harness/matchers.h"
#include "tests/harness/explore/explore_test_util.h"

namespace racekit {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

// Touches so much of the stack, frame by frame.
[[gnu::noinline]] int Use(std::size_t bytes) {
  constexpr std::size_t kFrame = 4 * kKiB;
  char frame[kFrame];
  frame[0] = 1;
  // All of it is in use, for all that a compiler knows, and after the call.
  __asm__ volatile("" : : "r"(frame) : "memory");
  const int rest = bytes > kFrame ? Use(bytes - kFrame) : 1;
  __asm__ volatile("" : : "r"(frame) : "memory");
  return rest;
}

void UseOnAThread(std::size_t bytes) {
  std::thread([bytes] { EXPECT_GT(Use(bytes), 0); }).join();
}

void UseOnAThreadThatAsksFor(std::size_t stack, std::size_t bytes) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, stack), 0);
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, &attributes,
                [](void* size) -> void* {
                  EXPECT_GT(Use(*static_cast<std::size_t*>(size)), 0);
                  return nullptr;
                },
                &bytes),
            0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

class StackSize : public ::testing::TestWithParam<ControlledThreads> {
 protected:
  static ExploreOptions Options() {
    ExploreOptions options = Executions(3);
    options.threads = GetParam();
    options.shrink = 0;
    return options;
  }
  static ExploreOptions WithStacksOf(std::size_t bytes) {
    ExploreOptions options = Options();
    options.stack_bytes = static_cast<std::int64_t>(bytes);
    return options;
  }
};

INSTANTIATE_TEST_SUITE_P(Threads, StackSize,
                         ::testing::Values(ControlledThreads::kFibers,
                                           ControlledThreads::kReal));

TEST_P(StackSize, IsEightMebibytesUnlessSomethingElseIsAskedFor) {
  EXPECT_THAT(Explore([] { UseOnAThread(6 * kMiB); }, Options()), IsRaceFree());
  EXPECT_THAT(Explore([] { UseOnAThread(12 * kMiB); }, Options()),
              Finds(FindingKind::kCrash, "stack overflow"));
}

TEST_P(StackSize, LargerByOption) {
  EXPECT_THAT(Explore([] { UseOnAThread(24 * kMiB); }, WithStacksOf(32 * kMiB)),
              IsRaceFree());
  EXPECT_THAT(Explore([] { UseOnAThread(40 * kMiB); }, WithStacksOf(32 * kMiB)),
              Finds(FindingKind::kCrash, "stack overflow"));
}

TEST_P(StackSize, SmallerByOption) {
  EXPECT_THAT(
      Explore([] { UseOnAThread(128 * kKiB); }, WithStacksOf(256 * kKiB)),
      IsRaceFree());
  EXPECT_THAT(
      Explore([] { UseOnAThread(512 * kKiB); }, WithStacksOf(256 * kKiB)),
      Finds(FindingKind::kCrash, "stack overflow"));
}

TEST_P(StackSize, OfTheThreadThatRunsTheBody) {
  const auto body = [] {
    std::thread([] {}).join();
    EXPECT_GT(Use(24 * kMiB), 0);
  };
  EXPECT_THAT(Explore(body, WithStacksOf(32 * kMiB)), IsRaceFree());
  EXPECT_THAT(Explore(body, Options()),
              Finds(FindingKind::kCrash, "stack overflow"));
}

TEST_P(StackSize, OfAThreadThatAsksForItself) {
  const auto body = [](std::size_t stack, std::size_t use) {
    return [stack, use] {
      UseOnAThreadThatAsksFor(stack, use);
      UseOnAThread(128 * kKiB);
    };
  };
  EXPECT_THAT(Explore(body(32 * kMiB, 24 * kMiB), Options()), IsRaceFree());
  EXPECT_THAT(Explore(body(32 * kMiB, 40 * kMiB), Options()),
              Finds(FindingKind::kCrash, "stack overflow"));
  EXPECT_THAT(Explore(body(256 * kKiB, 128 * kKiB), Options()), IsRaceFree());
  EXPECT_THAT(Explore(body(256 * kKiB, 512 * kKiB), Options()),
              Finds(FindingKind::kCrash, "stack overflow"));
}

TEST_P(StackSize, AThreadCanAskForTheBoundsOfItsStack) {
  const auto body = [] {
    std::thread([] {
      pthread_attr_t attributes;
      ASSERT_EQ(pthread_getattr_np(pthread_self(), &attributes), 0);
      void* begin;
      std::size_t size;
      ASSERT_EQ(pthread_attr_getstack(&attributes, &begin, &size), 0);
      EXPECT_GE(size, 32 * kMiB);
      EXPECT_GT(static_cast<void*>(&size), begin);
      EXPECT_LT(static_cast<void*>(&size), static_cast<char*>(begin) + size);
      pthread_attr_destroy(&attributes);
    }).join();
  };
  EXPECT_THAT(Explore(body, WithStacksOf(32 * kMiB)), IsRaceFree());
}

}  // namespace
}  // namespace racekit
