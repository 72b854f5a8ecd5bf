// Work on threads of its own, at the same time.

#ifndef RACEKIT_TESTS_HARNESS_RUNTIME_TOGETHER_H_
#define RACEKIT_TESTS_HARNESS_RUNTIME_TOGETHER_H_

#include <chrono>
#include <thread>
#include <vector>

namespace racekit {

// Runs each function on a thread; returns when all have.
template <typename... Work>
void Together(const Work&... work) {
  std::vector<std::thread> threads;
  (threads.emplace_back([&work] { work(); }), ...);
  for (std::thread& thread : threads) thread.join();
}

// How long a wait that cannot succeed is given: real time under stress.
inline constexpr std::chrono::milliseconds kShort{2};
// How long one is given that is going to succeed.
inline constexpr std::chrono::hours kLong{1};

// Measures what a wait took, on the clock that it went by.
template <typename Clock>
class Elapsed {
 public:
  bool AtLeast(std::chrono::nanoseconds time) const {
    return Clock::now() - start_ >= time;
  }

 private:
  typename Clock::time_point start_ = Clock::now();
};

}  // namespace racekit

#endif  // RACEKIT_TESTS_HARNESS_RUNTIME_TOGETHER_H_
