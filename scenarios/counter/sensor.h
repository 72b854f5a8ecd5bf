// What the counters count: the readings of sensors that share a bus.

#ifndef RACEKIT_SCENARIOS_COUNTER_SENSOR_H_
#define RACEKIT_SCENARIOS_COUNTER_SENSOR_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace racekit::scenarios::counter {

// The wire to all sensors. Thread-safe: one transfer at a time.
class SensorBus {
 public:
  explicit SensorBus(int readings_per_transfer)
      : readings_per_transfer_(readings_per_transfer) {}

  // Replaces `readings` by the next transfer of them.
  void Fetch(std::vector<int>* readings);

 private:
  const int readings_per_transfer_;
  std::mutex mutex_;
  std::int64_t transfers_ = 0;
};

// A light barrier. Belongs to one thread; the bus is shared.
class Sensor {
 public:
  explicit Sensor(SensorBus* bus) : bus_(bus) {}

  // The next reading: how many objects have passed, which is one. Most come
  // from a buffer, which is filled from the bus when it is empty.
  int Read();

 private:
  SensorBus* bus_;
  std::vector<int> buffer_;
  std::size_t next_ = 0;
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_SENSOR_H_
