#include "scenarios/counter/sensor.h"

#include <cstddef>
#include <mutex>
#include <vector>

namespace racekit::scenarios::counter {

void SensorBus::Fetch(int n, std::vector<int>* readings) {
  std::lock_guard<std::mutex> lock(mutex_);
  ++transfers_;
  readings->assign(static_cast<std::size_t>(n), 1);
}

int Sensor::Read() {
  constexpr int kReadingsPerTransfer = 5'000;
  if (next_ == buffer_.size()) {
    bus_->Fetch(kReadingsPerTransfer, &buffer_);
    next_ = 0;
  }
  return buffer_[next_++];
}

}  // namespace racekit::scenarios::counter
