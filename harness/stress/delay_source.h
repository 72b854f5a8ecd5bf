// Where a thread sleeps and how long: the decisions behind injected sleeps.
//
// Pure: a sequence of numbers that depends on the seed, the run and the thread
// alone. Points early in a thread's life are likely to be delayed, later ones
// less and less (like 1/n), so a body with 100,000 lock operations sleeps some
// dozens of times, not 50,000.

#ifndef RACEKIT_HARNESS_STRESS_DELAY_SOURCE_H_
#define RACEKIT_HARNESS_STRESS_DELAY_SOURCE_H_

#include <cstdint>

namespace racekit {

// How sleeps are drawn. The defaults suit bodies of any length.
struct InjectionOptions {
  // A delay happens at a thread's n-th point with probability
  // min(max_probability, density / n).
  double max_probability = 0.9;
  double density = 6;
  // Sleeps are log-uniform between these, in nanoseconds. One delay in eight is
  // a mere sched_yield().
  std::int64_t min_sleep_ns = 1'000;
  std::int64_t max_sleep_ns = 1'000'000;
  // A thread that has slept so long in one run sleeps no more in it.
  std::int64_t sleep_budget_ns = 20'000'000;
  // The share of runs in which new threads are held until their creator has
  // created all of them, so that they start together.
  double gate_probability = 0.75;
};

}  // namespace racekit

namespace racekit::internal {

struct Delay {
  enum class Kind { kNone, kYield, kSleep };
  Kind kind = Kind::kNone;
  std::int64_t sleep_ns = 0;  // for kSleep

  friend bool operator==(const Delay& a, const Delay& b) {
    return a.kind == b.kind && a.sleep_ns == b.sleep_ns;
  }
};

// A well-mixed 64-bit hash of two numbers.
std::uint64_t MixSeed(std::uint64_t a, std::uint64_t b);

// True for the runs of `seed` whose new threads start together.
bool GateInRun(const InjectionOptions& options, std::uint64_t seed,
               std::int64_t run);

class DelaySource {
 public:
  DelaySource() = default;
  // `thread` names the thread by its place in the tree of creation, which is
  // the same in every execution with the same seed: see ChildThreadKey.
  DelaySource(const InjectionOptions& options, std::uint64_t seed,
              std::int64_t run, std::uint64_t thread);

  // What to do at the thread's next point.
  Delay Next();

 private:
  double NextUniform();  // in [0, 1)

  InjectionOptions options_;
  std::uint64_t state_ = 0;
  double intensity_ = 1;
  std::int64_t points_ = 0;
  std::int64_t slept_ns_ = 0;
};

// The key of the n-th thread (from 0) that the thread of key `creator` created.
// The thread that runs the body has key 0.
std::uint64_t ChildThreadKey(std::uint64_t creator, std::int64_t n);

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_STRESS_DELAY_SOURCE_H_
