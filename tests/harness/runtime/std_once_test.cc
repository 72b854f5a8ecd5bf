// std::call_once and the guards of static variables.

#include <atomic>
#include <mutex>
#include <stdexcept>

#include "harness/race_test.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

RACE_TEST(StdCallOnce, RunsOnceAndEverybodySeesIt) {
  std::once_flag once;
  int value = 0;
  const auto use = [&] {
    std::call_once(once, [&] {
      std::this_thread::yield();
      ++value;
    });
    EXPECT_EQ(value, 1);
  };
  Together(use, use, use);
  EXPECT_EQ(value, 1);
}

// A tag for each test, so that each has a variable of its own; but what is
// static lives as long as the process, so only its first execution initialises.
std::atomic<int> constructed{0};
struct Constructed {
  Constructed() {
    std::this_thread::yield();
    value = 1;
    ++constructed;
  }
  int value = 0;
};

RACE_TEST(StaticVariable, IsInitialisedOnce) {
  const auto use = [] {
    static const Constructed object;
    EXPECT_EQ(object.value, 1);
    EXPECT_EQ(constructed, 1);
  };
  Together(use, use, use);
}

// Each execution makes two attempts: a failed one, and one that initialises.
// Both are made by it, since a template has a variable for each argument.
template <int kExecution>
int& Stubborn(std::atomic<int>& attempts) {
  static int value = [&] {
    if (++attempts == 1) throw std::runtime_error("not yet");
    return 1;
  }();
  return value;
}

RACE_TEST(StaticVariable, IsTriedAgainAfterAnException) {
  static std::atomic<int> attempts{0};
  std::atomic<int> failures{0};
  const auto use = [&] {
    try {
      EXPECT_EQ(Stubborn<0>(attempts), 1);
      EXPECT_EQ(attempts, 2);
    } catch (const std::runtime_error&) {
      ++failures;
    }
  };
  const bool first_execution = attempts == 0;
  Together(use, use);
  use();
  EXPECT_EQ(failures, first_execution ? 1 : 0);
}

}  // namespace
}  // namespace racekit
