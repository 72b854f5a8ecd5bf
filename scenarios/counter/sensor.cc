#include "scenarios/counter/sensor.h"

#include <cstddef>
#include <mutex>
#include <vector>

namespace racekit::scenarios::counter {

void SensorBus::Fetch(std::vector<int>* readings) {
  std::lock_guard<std::mutex> lock(mutex_);
  ++transfers_;
  readings->assign(static_cast<std::size_t>(readings_per_transfer_), 1);
}

int Sensor::Read() {
  if (next_ == buffer_.size()) {
    bus_->Fetch(&buffer_);
    next_ = 0;
  }
  return buffer_[next_++];
}

}  // namespace racekit::scenarios::counter
