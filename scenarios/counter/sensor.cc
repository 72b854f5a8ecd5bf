#include "scenarios/counter/sensor.h"

namespace racekit::scenarios::counter {

Sensor::Sensor(int id) : signal_(static_cast<std::uint32_t>(id) + 1) {}

int Sensor::Read() {
  // The signal wanders (xorshift, never 0) until it crosses the threshold.
  do {
    signal_ ^= signal_ << 13;
    signal_ ^= signal_ >> 17;
    signal_ ^= signal_ << 5;
  } while (signal_ < 0x40000000u);
  return 1;
}

}  // namespace racekit::scenarios::counter
