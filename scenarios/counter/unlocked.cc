#include <cstdint>
#include <string>

#include "scenarios/counter/counter.h"
#include "scenarios/counter/sensor.h"
#include "scenarios/counter/sensor_counter.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::counter {
namespace {

constexpr int kSensors = 5;
constexpr int kReadings = 100'000;  // of each sensor
constexpr int kRuns = 20;           // half a million locks are not free

template <typename Counter>
std::string Run() {
  Counter counter;
  SensorBus bus;
  RunThreads(kSensors, [&](int) {
    Sensor sensor(&bus);
    for (int i = 0; i < kReadings; ++i) counter.Record(sensor);
  });
  constexpr std::int64_t kExpected = std::int64_t{kSensors} * kReadings;
  if (counter.count() == kExpected) return "";
  return "counter is " + std::to_string(counter.count()) + ", not " +
         std::to_string(kExpected);
}

}  // namespace

Scenario Unlocked() {
  return {
      .name = "counter/unlocked",
      .kind = "lost-update",
      .summary = "Five sensors' threads add to one counter without a lock.",
      .source = "a course on Python concurrency: five sensors, one counter",
      .invariant = "five threads that each count 100,000 readings make 500,000",
      .observed = "counter is 249733, not 500000",
      .variants =
          {
              Racy("racy", Run<UnlockedCounter>, Found({"lost-update"}),
                   Found({"data-race"}), Found({"data-race", "lost-update"}),
                   kRuns),
              Fixed("mutex", Run<MutexCounter>, kRuns),
              Fixed("absl-mutex", Run<AbslMutexCounter>, kRuns),
              Fixed("atomic", Run<AtomicCounter>, kRuns),
          },
  };
}

}  // namespace racekit::scenarios::counter
