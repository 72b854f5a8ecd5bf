// Race tests that fail, each in another way and in every run, for
// must_fail_test.cc. The last one must still run, and pass.

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "gtest/gtest.h"
#include "harness/race_test.h"

namespace {

RACE_TEST(MustFail, AssertionOnAThread) {
  std::thread([] { EXPECT_EQ(2 + 2, 5) << "on a thread"; }).join();
}

RACE_TEST(MustFail, FatalFailureEndsTheBody) {
  const auto check = [] { ASSERT_TRUE(false) << "in a helper"; };
  std::thread([] {}).join();
  check();
  if (HasFatalFailure()) return;
  ADD_FAILURE() << "not reached";
}

RACE_TEST(MustFail, NoThread) { EXPECT_EQ(1, 1); }

RACE_TEST(MustFail, Abort) {
  std::thread([] { std::abort(); }).join();
}

RACE_TEST(MustFail, ExceptionOnTheBodysThread) {
  std::thread([] {}).join();
  throw std::runtime_error("no money");
}

RACE_TEST(MustFail, ExceptionOnAThread) {
  std::thread([] { throw std::runtime_error("no money"); }).join();
}

RACE_TEST(MustFail, Exit) {
  std::thread([] { std::_Exit(3); }).join();
}

RACE_TEST(MustFail, Hang) {
  std::thread([] {
    for (;;) pause();
  }).join();
}

RACE_TEST(MustFail, LeakedThread) {
  std::thread([] {
    for (;;) pause();
  }).detach();
}

RACE_TEST(MustFail, ThatOthersFailedDoesNotMatterHere) {
  std::thread([] {}).join();
}

TEST(MustFail, PlainTestOnlyFailsByItself) { EXPECT_TRUE(true); }

}  // namespace
