// What the counters count: the readings of a sensor.

#ifndef RACEKIT_SCENARIOS_COUNTER_SENSOR_H_
#define RACEKIT_SCENARIOS_COUNTER_SENSOR_H_

#include <cstdint>

namespace racekit::scenarios::counter {

// A light barrier. Belongs to one thread.
class Sensor {
 public:
  explicit Sensor(int id);

  // Waits for the next reading: how many objects have passed, which is one.
  // Defined out of line, as any driver is: nobody can merge two readings into
  // one.
  int Read();

 private:
  std::uint32_t signal_;
};

}  // namespace racekit::scenarios::counter

#endif  // RACEKIT_SCENARIOS_COUNTER_SENSOR_H_
