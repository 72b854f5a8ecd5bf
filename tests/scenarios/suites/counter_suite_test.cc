// Counters that do what the suite asks for; one has names of its own for it.

#include "scenarios/suites/counter_suite.h"

#include <atomic>
#include <cstdint>
#include <mutex>

namespace racekit {
namespace {

class AtomicCounter {
 public:
  void Increment() { ++count_; }
  std::int64_t value() const { return count_; }

 private:
  std::atomic<std::int64_t> count_{0};
};

class Tally {
 public:
  explicit Tally(int start) : sum_(start) {}

  void Add(int n) {
    std::lock_guard<std::mutex> lock(mutex_);
    sum_ += n;
  }
  int Sum() {
    std::lock_guard<std::mutex> lock(mutex_);
    return sum_;
  }

 private:
  std::mutex mutex_;
  int sum_;
};

}  // namespace

template <>
struct CounterTraits<Tally> {
  static Tally Make() { return Tally(0); }
  static void Increment(Tally& tally) { tally.Add(1); }
  static std::int64_t Value(Tally& tally) { return tally.Sum(); }
};

using Counters = ::testing::Types<AtomicCounter, Tally>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, CounterSuite, Counters);

}  // namespace racekit
