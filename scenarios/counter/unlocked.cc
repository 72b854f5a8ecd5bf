#include <cstdint>
#include <string>

#include "scenarios/counter/counter.h"
#include "scenarios/counter/sensor.h"
#include "scenarios/counter/sensor_counter.h"
#include "scenarios/scenario.h"
#include "scenarios/threads.h"

namespace racekit::scenarios::counter {
namespace {

constexpr int kRuns = 20;  // half a million locks are not free

template <typename Counter>
std::string Run(Scale scale) {
  const int sensors = Sized(scale, 5, 2);
  const int readings = Sized(scale, 100'000, 2);  // of each sensor
  Counter counter;
  SensorBus bus(/*readings_per_transfer=*/Sized(scale, 5'000, 1));
  RunThreads(sensors, [&](int) {
    Sensor sensor(&bus);
    for (int i = 0; i < readings; ++i) counter.Record(sensor);
  });
  const std::int64_t expected = std::int64_t{sensors} * readings;
  if (counter.count() == expected) return "";
  return "counter is " + std::to_string(counter.count()) + ", not " +
         std::to_string(expected);
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
