#include "scenarios/lazy/settings.h"

#include <mutex>

namespace racekit::scenarios::lazy {

Settings SettingsStore::Load() {
  std::lock_guard<std::mutex> lock(mutex_);
  ++loads_;
  return {.timeout_ms = 250, .retries = 3};
}

int SettingsStore::loads() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return loads_;
}

}  // namespace racekit::scenarios::lazy
