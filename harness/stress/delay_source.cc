#include "harness/stress/delay_source.h"

#include <algorithm>
#include <cmath>

namespace racekit::internal {
namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable
// pseudorandom number generators", 2014).
std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;

double ToUniform(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

// Sets the purposes of random numbers apart that stem from the same seed.
enum Purpose : std::uint64_t { kGatePurpose = 1, kThreadPurpose = 2 };

}  // namespace

std::uint64_t MixSeed(std::uint64_t a, std::uint64_t b) {
  return Mix(Mix(a + kGolden) ^ (b + 2 * kGolden));
}

std::uint64_t ChildThreadKey(std::uint64_t creator, std::int64_t n) {
  return MixSeed(creator, static_cast<std::uint64_t>(n) + 1);
}

bool GateInRun(const InjectionOptions& options, std::uint64_t seed,
               std::int64_t run) {
  const std::uint64_t bits =
      MixSeed(MixSeed(seed, static_cast<std::uint64_t>(run)), kGatePurpose);
  return ToUniform(bits) < options.gate_probability;
}

DelaySource::DelaySource(const InjectionOptions& options, std::uint64_t seed,
                         std::int64_t run, std::uint64_t thread)
    : options_(options),
      state_(MixSeed(MixSeed(seed, static_cast<std::uint64_t>(run)),
                     MixSeed(thread, kThreadPurpose))) {
  // Threads differ in how much they are slowed down: one that is held up at
  // every turn while another runs freely is an interleaving of its own.
  constexpr double kIntensities[] = {1, 1, 1, 0.3};
  intensity_ = kIntensities[static_cast<int>(NextUniform() * 4)];
}

double DelaySource::NextUniform() {
  state_ += kGolden;
  return ToUniform(Mix(state_));
}

Delay DelaySource::Next() {
  ++points_;
  if (slept_ns_ >= options_.sleep_budget_ns) return {};
  const double probability =
      intensity_ * std::min(options_.max_probability,
                            options_.density / static_cast<double>(points_));
  if (NextUniform() >= probability) return {};
  if (NextUniform() < 0.125) return {Delay::Kind::kYield, 0};
  const double low = std::log(static_cast<double>(options_.min_sleep_ns));
  const double high = std::log(static_cast<double>(options_.max_sleep_ns));
  Delay delay{
      Delay::Kind::kSleep,
      static_cast<std::int64_t>(std::exp(low + (high - low) * NextUniform()))};
  slept_ns_ += delay.sleep_ns;
  return delay;
}

}  // namespace racekit::internal
